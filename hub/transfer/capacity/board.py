"""What every site has at this moment: what is fresh on top, nothing left out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from hub.transfer.capacity.freshness import Age, Terms, age
from hub.transfer.capacity.left import Change, change_since
from hub.transfer.capacity.reservation import Reservation, each_once
from hub.transfer.capacity.statement import CareAt, Count, Statement, days_behind, in_force

Standing = Literal["free", "full", "unknown"]
_ORDER = {"fresh": 0, "stale": 1, "old": 2}
_UNSAID = len(_ORDER)


@dataclass(frozen=True, slots=True)
class Row:
    """`available` and `expected` are what the site said, less what is kept since.

    `reserved` is what this hub keeps there for offers; None where it is not known of how much.
    `short` is how much more was promised than there is. Without a statement nothing is known.
    """

    of: CareAt
    statement: Statement | None
    age: Age | None
    change: Change
    reserved: Count
    available: Count
    expected: tuple[tuple[date, Count], ...]
    short: int = 0

    @property
    def standing(self) -> Standing:
        """Zero is a statement; empty is unknown."""
        if self.available is None:
            return "unknown"
        return "free" if self.available else "full"


def board(
    known: Iterable[CareAt],
    statements: Iterable[Statement],
    reservations: Iterable[Reservation],
    now: datetime,
    terms: Terms,
) -> list[Row]:
    """A row for each kind of care that is known at a site, or spoken of; each once.

    transfer.md of the standards, 2.4: what is stale goes to the bottom and never vanishes.
    """
    said: dict[CareAt, list[Statement]] = defaultdict(list)
    for statement in statements:
        said[statement.of].append(statement)
    kept: dict[CareAt, list[Reservation]] = defaultdict(list)
    for reservation in each_once(reservations):
        kept[reservation.of].append(reservation)
    places = dict.fromkeys((*known, *said, *kept))
    rows = [_row(of, said[of], kept[of], now, terms) for of in places]
    return sorted(rows, key=_place)


def _row(
    of: CareAt,
    said: list[Statement],
    kept: list[Reservation],
    now: datetime,
    terms: Terms,
) -> Row:
    amounts = [
        one.amount for one in kept if one.is_held_at(now) and not one.has_arrived_by(now)
    ]  # fmt: skip
    reserved = None if None in amounts else sum(one or 0 for one in amounts)
    now_said = in_force(said, now)
    if now_said is None:
        nothing = tuple((day, None) for day in days_behind(now))
        return Row(of, None, None, Change(), reserved, None, nothing)
    change = change_since(now_said, kept, now)
    return Row(
        now_said.of, now_said, age(now_said, now, terms), change, reserved,
        change.applied_to(now_said.available),
        tuple((day, change.applied_to(now_said.expected_on(day))) for day in days_behind(now)),
        change.short_of(now_said.available),
    )  # fmt: skip


def _place(row: Row) -> tuple[int, str, str, str, str, str]:
    rank = _ORDER[row.age.kind] if row.age else _UNSAID
    of = row.of
    return rank, of.care_type, of.provider, of.site, of.unit, of.district or ""


def disputed(statements: Sequence[Statement]) -> list[CareAt]:
    """What is told of under more than one region: it is counted once, and somebody has to say."""
    regions: dict[CareAt, set[str]] = defaultdict(set)
    for one in statements:
        regions[one.of].add(one.of.region)
    return [of for of, named in regions.items() if len(named) > 1]
