"""Who has no BSN, in the making: known at one source by a number of its own."""

from dataclasses import dataclass
from typing import Any

from tests.builders import a_goal, a_patient
from tests.hub.dossier import address
from tests.plugins.hub import Caller, Region

SYSTEM = "https://zeekraal.example/numbers"


def number(value: str, system: str = SYSTEM, **members: Any) -> dict[str, Any]:
    """A number by which a source knows somebody itself."""
    return {"system": system, "value": value, **members}


def without_bsn(*numbers: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A Patient with these identifiers alone."""
    return a_patient("", **{"identifier": list(numbers), **members})


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """What one source keeps of who has no BSN."""

    source: Caller
    number: str
    patient: str

    @property
    def id(self) -> str:
        """The Patient's id."""
        return self.patient.partition("/")[2]

    async def goal(self, **members: Any) -> str:
        """Store a goal; its address."""
        return address(await self.source.post(a_goal(self.patient, **members)))


async def kept_without_bsn(
    region: Region, source: Caller | None = None, **members: Any
) -> Unnumbered:
    """A new source that keeps one such Patient, by a number that names nothing else."""
    source = source or await region.organization()
    said = f"n-{source.ura}"
    return Unnumbered(
        source, said, address(await source.post(without_bsn(number(said), **members)))
    )
