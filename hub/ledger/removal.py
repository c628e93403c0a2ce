"""Months that went because their time is over, and whether the ledger tells it.

A record tells of one month, and of all before it how many rows they had: the newest one suffices,
for the records of long ago go with their own months.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hub.ledger.checkpoint import Checkpoint


@dataclass(slots=True)
class Removals:
    """Seals none of whose rows is there, and the newest record of months that were removed."""

    gone: list[Checkpoint] = field(default_factory=list)
    told: Mapping[str, Any] | None = None

    def add(self, told: Mapping[str, Any]) -> None:
        """A whole row of the ledger tells this."""
        if self.told is None or str(told.get("month")) > str(self.told.get("month")):
            self.told = told

    def faults(self, seals: Iterable[Checkpoint]) -> Iterator[str]:
        """The seals whose rows are gone without a record of it."""
        until = self._until(seals)
        for one in self.gone:
            if until is None or one.month > until:
                yield f"seal {one.seal}: all of its {one.rows} rows are missing"

    def _until(self, seals: Iterable[Checkpoint]) -> date | None:
        """The last month that may be gone: what is told of it is what was sealed then."""
        if self.told is None:
            return None
        until = date.fromisoformat(self.told["month"])
        found = Removed(until)
        for one in seals:
            found.add(one)
        return until if found.told() == {**self.told} else None


@dataclass(slots=True)
class Removed:
    """What is told when a month goes: of its seals, and how many rows all months until then had."""

    month: date
    rows: int = 0
    rows_until_then: int = 0
    seals: list[int] = field(default_factory=list)
    hash: bytes = b""

    def add(self, one: Checkpoint) -> None:
        """A seal, in their order."""
        if one.month > self.month:
            return
        self.rows_until_then += one.rows
        if one.month == self.month:
            self.rows += one.rows
            self.seals = [*self.seals[:1], one.seal] if self.seals else [one.seal]
            self.hash = one.hash

    def told(self) -> dict[str, object]:
        """As the ledger keeps it."""
        return {
            "month": self.month.isoformat(),
            "rows": self.rows,
            "rows_until_then": self.rows_until_then,
            "seals": self.seals,
            "hash": self.hash.hex(),
        }
