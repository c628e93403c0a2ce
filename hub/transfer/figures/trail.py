"""One case as its events tell it: its moments, its offers, what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.transfer.figures.order import in_order
from hub.transfer.handoff import Held
from hub.transfer.step import Event

Outcome = Literal["completed", "placed", "open", "cancelled", "failed", "refused"]
_ENDS: Mapping[str, Outcome] = {
    "completed": "completed",
    "cancelled": "cancelled",
    "failed": "failed",
    "rejected": "refused",
}
_STANDS = frozenset({("accepted", "selected"), ("in-progress", None), ("completed", None)})


@dataclass(frozen=True, slots=True)
class Asked:
    """One offer, by its events."""

    id: str
    steps: tuple[Event, ...]

    @property
    def made(self) -> Event:
        """When it went out."""
        return self.steps[0]

    @property
    def last(self) -> Event:
        """Where it stands."""
        return self.steps[-1]

    def first(self, *statuses: str) -> Event | None:
        """When it first came to stand so."""
        return next((one for one in self.steps if one.became[0] in statuses), None)

    @property
    def chosen_at(self) -> datetime | None:
        """When it was chosen."""
        chosen = (one.at for one in self.steps if one.became == ("accepted", "selected"))
        return next(chosen, None)


@dataclass(frozen=True, slots=True)
class Trail:
    """`steps` are the events of the case itself, of which a hub may know none.

    One that was opened again stays one.
    """

    id: str
    steps: tuple[Event, ...]
    offers: tuple[Asked, ...]

    @property
    def last(self) -> Event:
        """Where it stands, and what is known of it."""
        return self.steps[-1] if self.steps else max((one.last for one in self.offers), key=_late)

    @property
    def is_draft(self) -> bool:
        """Whether nobody was asked for anything."""
        return self.last.became[0] == "draft"

    @property
    def begun_at(self) -> datetime:
        """When the transfer point was asked, or else when something was first told of it."""
        told = [*self.steps[:1], *(one.made for one in self.offers)]
        return self.requested_at or min(one.at for one in told)

    @property
    def requested_at(self) -> datetime | None:
        """When the transfer point was asked, the first time."""
        return next((one.at for one in self.steps if one.became[0] == "requested"), None)

    @property
    def advice(self) -> Sequence[Event]:
        """When care was advised, the first of which ends triage."""
        care, said = None, []
        for one in self.steps:
            if one.care_type and one.care_type != care:
                care = one.care_type
                said.append(one)
        return said

    @property
    def standing(self) -> Asked | None:
        """The offer that was chosen, of which nothing went wrong."""
        stands = (one for one in self.offers if one.chosen_at and one.last.became in _STANDS)
        return next(stands, None)

    @property
    def placed_at(self) -> datetime | None:
        """When the place was chosen that he came to, or comes to."""
        return self.standing.chosen_at if self.standing else None

    @property
    def taken_over_at(self) -> datetime | None:
        """When the record was taken over."""
        return next((one.at for one in self.steps if one.became[0] == "completed"), None)

    @property
    def held(self) -> Held | None:
        """What the handoff had, as it was last set right, of the transfer that began last."""
        begun = {
            (begin.at, one.id): one.steps
            for one in self.offers
            if (begin := one.first("in-progress"))
        }
        steps = begun[max(begun)] if begun else ()
        return next((one.held for one in reversed(steps) if one.held), None)

    @property
    def was_opened_again(self) -> bool:
        """Whether it had ended, once or more often."""
        ended = (one.was for one in self.steps if one.became[0] not in _ENDS)
        return any(was is not None and was[0] in _ENDS for was in ended)

    @property
    def outcome(self) -> Outcome:
        """What came of it until now."""
        ended = _ENDS.get(self.steps[-1].became[0]) if self.steps else None
        return ended or ("placed" if self.standing else "open")


def _late(event: Event) -> tuple[datetime, str]:
    return event.at, event.offer or ""


def trails(events: Iterable[Event], until: datetime) -> list[Trail]:
    """Of each case of which something is told until this moment."""
    cases: dict[str, list[Event]] = defaultdict(list)
    offers: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        if event.at <= until:
            of = cases[event.case] if event.offer is None else offers[event.case][event.offer]
            of.append(event)
    return [
        Trail(name, in_order(cases[name]), tuple(_asked(offers[name])))
        for name in sorted(cases.keys() | offers.keys())
    ]


def _asked(offers: Mapping[str, Iterable[Event]]) -> Iterable[Asked]:
    return (Asked(name, in_order(told)) for name, told in sorted(offers.items()))
