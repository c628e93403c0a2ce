"""Somebody whose relatives may sign for him: his age, his GP, and who would look."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from profiles import systems
from tests.builders import (
    a_bsn,
    a_patient,
    registered_with,
)
from tests.hub.dossier import Dossier, address, names
from tests.plugins.hub import Caller, Region

MOTHER = (systems.ROLE_CODE, "MTH")
MENTOR = (systems.CONTACT_ROLE, "15")
NEIGHBOUR = (systems.CONTACT_ROLE, "19")
PROXY = (systems.SNOMED, "310141000146103")
UNABLE = {
    "extension": [
        {
            "url": f"{systems.PZP}ext-LegallyCapable-MedicalTreatmentDecisions",
            "extension": [{"url": "legallyCapable", "valueBoolean": False}],
        }
    ]
}
DAY = timedelta(days=1)


def someone(patient: str, *relations: tuple[str, str], **members: Any) -> dict[str, Any]:
    """A RelatedPerson with these relations."""
    codes = [{"coding": [{"system": system, "code": code}]} for system, code in relations]
    return {
        "resourceType": "RelatedPerson",
        "patient": {"reference": patient},
        **({"relationship": codes} if codes else {}),
        **members,
    }


def today() -> date:
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def born(years: int) -> dict[str, str]:
    return {"birthDate": date(today().year - years, 1, 1).isoformat()}


@dataclass(frozen=True)
class World:
    """A GP who keeps a wish of somebody, and the doctor for whom it is chosen."""

    dossier: Dossier
    doctor: Caller

    async def person(self, *relations: tuple[str, str], **members: Any) -> str:
        return await self.dossier.add(someone(self.dossier.patient, *relations, **members))

    async def signs(self, *performers: str, **choice: Any) -> str:
        """A permission for the doctor, or what else is chosen, signed by these."""
        choice.setdefault("user", self.doctor.ura)
        signers = [{"reference": one} for one in performers]
        return await self.dossier.choose(performer=signers, **choice)

    async def says(self, **members: Any) -> None:
        """The GP's word on who he is, from now on."""
        word = self.dossier.word | {"birthDate": self.birth_date} | members
        assert (await self.dossier.source.post(word)).status_code == 200

    @property
    def birth_date(self) -> str:
        return born(48)["birthDate"]

    async def is_open(self) -> bool:
        goal = await self.dossier.goal()
        seen = goal in names(await self.doctor.find("Goal", patient=self.dossier.patient))
        assert seen == ((await self.doctor.get(goal)).status_code == 200)
        return seen


async def of_age(region: Region, years: int = 48, **members: Any) -> World:
    source = await region.organization("H1")
    bsn = a_bsn()
    word = a_patient(bsn, **registered_with(source.ura), **born(years), **members)
    patient = address(await source.post(word))
    return World(Dossier(source, bsn, patient), await region.doctor())
