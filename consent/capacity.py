"""Whether an inhabitant can decide for himself, as one source says it, and since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from consent.question import amsterdam_day

Spell = tuple[date, date | None]
"""The first day in Amsterdam on which he can't, and the first on which he can again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a source says of it: `said_at` the last moment, `spells` when he could not, in order.

    A spell begins on the day that the source says so, for it has no date of its own.
    docs/decisions/0033-who-signed.md
    """

    said_at: datetime
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityWord:
    """What one record of a source says of it.

    `said_in` is the record, `Type/id`, as it stood in `version`, of this `patient`; `on` the day
    that it is of, None where that is not said; `said_at` when it was first said so.
    docs/decisions/0045-two-releases-of-the-guide.md
    """

    custodian: str
    said_in: str
    version: int
    capable: bool
    said_at: datetime
    comment: str = ""
    on: date | None = None
    patient: str = ""

    @property
    def day(self) -> date:
        """From when it holds: the day that it is of, else that on which it came."""
        return self.on or amsterdam_day(self.said_at)

    @property
    def kind(self) -> str:
        """The type of the record: a Patient, an Observation or a form."""
        return self.said_in.partition("/")[0]

    def same_as(self, other: "CapacityWord") -> bool:
        """Whether the same record said the same before, in whatever version."""
        on = self.on or other.on
        return replace(self, version=other.version, said_at=other.said_at, on=on) == other


def with_words(capacity: Capacity | None, words: Sequence[CapacityWord]) -> Capacity | None:
    """The capacity that one source's Patient tells, and what its other records say of it.

    Of two words of one day he can't.
    """
    if all(word.kind == "Patient" for word in words):
        return capacity
    turns = [(word.day, word.capable) for word in words]
    for first, again in capacity.spells if capacity else ():
        turns += [(first, False), *([(again, True)] if again else [])]
    said = [word.said_at for word in words] + ([capacity.said_at] if capacity else [])
    return Capacity(said_at=max(said), spells=_spells(turns))


def _spells(turns: Iterable[tuple[date, bool]]) -> tuple[Spell, ...]:
    """From days on which it was said that he can, or can't."""
    spells: tuple[Spell, ...] = ()
    for day, capable in sorted(turns, key=lambda turn: (turn[0], not turn[1])):
        spells = _turned(spells, day, capable=capable)
    return spells


def _turned(spells: tuple[Spell, ...], day: date, *, capable: bool) -> tuple[Spell, ...]:
    """The same, once it is said on this day that he can, or can't."""
    lasts = bool(spells) and spells[-1][1] is None
    if not capable and not lasts:
        return (*spells, (day, None))
    if capable and lasts:
        return (*spells[:-1], (spells[-1][0], day))
    return spells


def capacity_after(
    before: Capacity | None, *, capable: bool | None, at: datetime
) -> Capacity | None:
    """The same, once the source says this of him; silence takes nothing back."""
    if capable is None:
        return before
    spells = _turned(before.spells if before else (), amsterdam_day(at), capable=capable)
    return replace(before or Capacity(said_at=at), said_at=at, spells=spells)
