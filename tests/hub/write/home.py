"""An inhabitant who chooses, his practice, and a doctor whom he may let in."""

from typing import Any

import httpx

from tests.builders import a_bsn, a_goal, a_privacy_consent
from tests.hub.dossier import address, names
from tests.hub.persons import Person, known, person
from tests.plugins.hub import Caller, Region


class Home:
    """An inhabitant, his practice with a goal of his, and a doctor elsewhere."""

    holder: Caller
    doctor: Caller
    bsn: str
    patient: str
    goal: str
    himself: Person

    @classmethod
    async def of(cls, region: Region, age: int = 78) -> "Home":
        """New ones."""
        home = cls()
        home.holder, home.doctor = await region.organization("H1"), await region.doctor()
        home.bsn = a_bsn()
        home.patient = await known(home.holder, home.bsn, age)
        home.goal = address(await home.holder.post(a_goal(home.patient)))
        home.himself = person(region.running, home.bsn)
        return home

    def choice(self, **members: Any) -> dict[str, Any]:
        """About the doctor, over all data."""
        return a_privacy_consent(self.patient, user=self.doctor.ura, **members)

    async def is_open(self) -> bool:
        """Whether the doctor sees the goal."""
        return names(await self.doctor.get(f"Goal?patient={self.patient}")) == [self.goal]

    def standing_for(self, region: Region, ground: str) -> Person:
        """Who asks on this ground."""
        return person(region.running, self.bsn, ground=ground)


def changed(answer: httpx.Response, **members: Any) -> tuple[dict[str, Any], str]:
    """What was stored, with other members, and the ETag to change it by."""
    return {**answer.json(), **members}, answer.headers["ETag"]
