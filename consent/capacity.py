"""Whether an inhabitant can decide for himself, as one source says it, and since when."""

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


def capacity_after(
    before: Capacity | None, *, capable: bool | None, at: datetime
) -> Capacity | None:
    """The same, once the source says this of him; silence takes nothing back."""
    if capable is None:
        return before
    spells, day = before.spells if before else (), amsterdam_day(at)
    lasts = bool(spells) and spells[-1][1] is None
    if not capable and not lasts:
        spells = (*spells, (day, None))
    elif capable and lasts:
        spells = (*spells[:-1], (spells[-1][0], day))
    return replace(before or Capacity(said_at=at), said_at=at, spells=spells)
