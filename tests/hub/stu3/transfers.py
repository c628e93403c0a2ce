"""A sender that speaks STU3, and one transfer of it that is kept at the hub."""

from dataclasses import dataclass
from typing import Any

from profiles import systems
from tests.hub.dossier import Dossier, a_dossier, address
from tests.hub.stu3.asking import Ecd
from tests.plugins.hub import Caller, Region

Tree = dict[str, Any]
NOTICE, HANDOFF = "721915006", "11171000146100"
BEFORE = {NOTICE: ("http://loinc.org", "57830-2"), HANDOFF: (systems.SNOMED, "371535009")}
PROFILE = "http://nictiz.nl/fhir/StructureDefinition"


def snomed(code: str) -> Tree:
    return {"coding": [{"system": systems.SNOMED, "code": code}]}


def by(ura: str) -> Tree:
    return {"identifier": {"system": systems.URA_SYSTEM, "value": ura}}


def a_composition(kind: str, patient: str, *entries: str, **members: Any) -> Tree:
    """A document of this kind, with these parts."""
    section: Tree = {"title": "Medisch", "code": snomed("371524004")}
    if entries:
        section["entry"] = [{"reference": one} for one in entries]
    else:
        div = '<div xmlns="http://www.w3.org/1999/xhtml">-</div>'
        section["text"] = {"status": "additional", "div": div}
    date = {"url": f"{PROFILE}/eOverdracht-TransferDate", "valueDateTime": "2026-12-03"}
    return {
        "resourceType": "Composition",
        "meta": {"profile": [f"{PROFILE}/eOverdracht-NursingHandoff-Adults"]},
        "status": "final",
        "type": snomed(kind),
        "subject": {"reference": patient},
        "date": "2026-12-01T10:00:00+01:00",
        "author": [{"display": "Verpleegkundige"}],
        "title": "Overdracht",
        "section": [
            {
                "extension": [date],
                "title": "Administratief",
                "code": snomed("405624007"),
                "section": [{"title": "Verzender", "code": snomed("185362004")} | text()],
            },
            {
                "title": "Klinisch",
                "code": snomed("371524004"),
                "section": [section | {"code": snomed("52870002")}],
            },
        ],
    }  # fmt: skip


def text() -> Tree:
    div = '<div xmlns="http://www.w3.org/1999/xhtml">-</div>'
    return {"text": {"status": "additional", "div": div}}


def an_input(kind: str, reference: str, system: str = systems.SNOMED) -> Tree:
    """What a Task hands over."""
    named = {"coding": [{"system": system, "code": kind}]}
    return {"type": named, "valueReference": {"reference": reference}}


@dataclass(frozen=True, slots=True)
class Sending:
    """A sender with an inhabitant, and who may take over."""

    dossier: Dossier
    sender: Ecd
    receiver: Ecd

    async def stored(self, resource: Tree) -> str:
        """What the sender keeps at the hub, sent in STU3."""
        return address(await self.sender("POST", resource["resourceType"], resource))

    async def condition(self, code: str = "230690007") -> str:
        """A diagnosis."""
        return await self.stored(
            {
                "resourceType": "Condition",
                "clinicalStatus": "active",
                "code": snomed(code),
                "subject": {"reference": self.dossier.patient},
            }
        )

    async def handoff(self, *entries: str) -> str:
        """A nursing handoff with these parts."""
        document = a_composition(HANDOFF, self.dossier.patient, *entries)
        return await self.stored(document)

    async def notice(self) -> str:
        """An advance notice."""
        return await self.stored(a_composition(NOTICE, self.dossier.patient))

    def task(self, status: str, *inputs: Tree, **members: Any) -> Tree:
        """A transfer of eOverdracht to the receiver."""
        return {
            "resourceType": "Task",
            "meta": {"profile": [f"{PROFILE}/eOverdracht-Task"]},
            "status": status,
            "intent": "order",
            "code": snomed("308292007"),
            "for": {"reference": self.dossier.patient},
            "requester": {"agent": by(self.sender.ura)},
            "owner": by(self.receiver.ura),
            **({"input": list(inputs)} if inputs else {}),
            **members,
        }

    async def sent(self, task: Tree) -> str:
        """Its address."""
        return address(await self.sender("POST", "Task", task))


async def a_sending(region: Region) -> Sending:
    """Of new organisations about a new inhabitant."""
    dossier = await a_dossier(region, "V4")
    return Sending(dossier, Ecd(dossier.source), Ecd(await a_receiver(region)))


async def a_receiver(region: Region) -> Caller:
    """Somebody at a nursing home, who takes over."""
    return await region.organization("X3", role="30.000", purpose="COC")
