"""A place that is kept for an offer, from the acceptance until he is there or it is given back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hub.transfer.capacity.statement import CareAt
from hub.transfer.case import Phase
from hub.transfer.offer import Offer

_THERE = frozenset({"admitted", "record-received"})


@dataclass(frozen=True, slots=True)
class Reservation:
    """`amount` is one place, or hours a week; None where nobody said how many hours.

    `until` is None for who was chosen. `changed_at` is when anything of it was last told.
    """

    offer: str
    of: CareAt
    amount: int | None
    made_at: datetime
    changed_at: datetime
    until: datetime | None = None
    released_at: datetime | None = None
    arrived_at: datetime | None = None

    @property
    def ended_at(self) -> datetime | None:
        """When the place was, or will be, free again."""
        return min(filter(None, (self.until, self.released_at)), default=None)

    def is_held_at(self, moment: datetime) -> bool:
        """Whether the place is kept then, or taken by who it was kept for."""
        ended = self.ended_at
        return self.made_at <= moment and (ended is None or ended > moment)

    def has_arrived_by(self, moment: datetime) -> bool:
        """Whether he was there when somebody counted then."""
        return self.arrived_at is not None and self.arrived_at <= moment


@dataclass(frozen=True, slots=True)
class Asked:
    """What an offer takes when it is accepted: of where, and how much."""

    of: CareAt
    amount: int | None = 1


def followed(
    kept: tuple[Reservation, ...], offer: Offer, phase: Phase | None, asked: Asked, at: datetime
) -> tuple[Reservation, ...]:
    """The reservations of an offer behind a step of its case; one that had expired stays told.

    docs/decisions/0088-capacity-and-matching.md
    """
    before, last = kept[:-1], kept[-1] if kept else None
    if offer.status == "completed":
        return (*before, _arrived(last, at)) if last else kept
    if offer.holds_at(at):
        before, held = _held(before, last, offer, asked, at)
        return (*before, _arrived(held, at) if phase in _THERE else held)
    if last is None or not last.is_held_at(at):
        return kept
    return (*before, replace(last, released_at=at, changed_at=at))


def _held(
    before: tuple[Reservation, ...],
    last: Reservation | None,
    offer: Offer,
    asked: Asked,
    at: datetime,
) -> tuple[tuple[Reservation, ...], Reservation]:
    until = None if offer.is_selected else offer.held_until
    if last is None:
        return (), Reservation(offer.id, asked.of, asked.amount, at, at, until)
    if not last.is_held_at(at):
        return (*before, last), Reservation(offer.id, asked.of, asked.amount, at, at, until)
    return before, last if last.until == until else replace(last, until=until, changed_at=at)


def _arrived(last: Reservation, at: datetime) -> Reservation:
    if last.arrived_at is not None:
        return last
    return replace(last, arrived_at=at, changed_at=at)


def each_once(reservations: Iterable[Reservation]) -> list[Reservation]:
    """Of one that several hubs tell of, what was told last; the first made comes first."""
    known: dict[tuple[str, datetime], Reservation] = {}
    for one in reservations:
        key = (one.offer, one.made_at)
        known[key] = max(known.get(key, one), one, key=lambda each: (each.changed_at, repr(each)))
    return sorted(known.values(), key=lambda each: (each.made_at, each.offer))
