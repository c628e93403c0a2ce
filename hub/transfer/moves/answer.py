"""What a candidate says to an offer."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from consent.question import amsterdam_day
from hub.transfer.case import Case
from hub.transfer.moves.rules import changed, later, offer_in, reasoned
from hub.transfer.party import PROVIDER, Roles
from hub.transfer.refused import Refused
from hub.transfer.step import Setting


@dataclass(frozen=True, slots=True)
class Receive:
    """It is being looked at; perhaps he has to know more before he can say."""

    offer: str
    needs_information: bool = False
    roles: Roles = PROVIDER

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(at, self.offer, "requested", "received")
        seen = replace(offer, status="received", is_waiting_for_information=self.needs_information)
        return changed(at.case, seen)


@dataclass(frozen=True, slots=True)
class Accept:
    """He can: from when there is place, and until when he keeps it; said again, kept for longer."""

    offer: str
    available_from: datetime | None
    held_until: datetime | None
    roles: Roles = PROVIDER

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(at, self.offer, "requested", "received", "accepted")
        if offer.is_selected:
            raise Refused("T-ALREADY-CHOSEN", "this offer was chosen: the place is kept for it")
        if self.available_from is None:
            raise Refused("T-NOT-HELD", "say from when there is place", "Task.output")
        until = later(self.held_until, at.now, "Task.output")
        said = replace(
            offer, status="accepted", available_from=self.available_from, held_until=until,
            is_waiting_for_information=False,
        )  # fmt: skip
        return changed(at.case, said)


@dataclass(frozen=True, slots=True)
class PutOff:
    """He can on another date."""

    offer: str
    other_date: date | None
    roles: Roles = PROVIDER

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(at, self.offer, "requested", "received")
        if self.other_date is None or self.other_date < amsterdam_day(at.now):
            raise Refused("T-DEADLINE", "propose a date that is still to come", "Task.output")
        return changed(at.case, replace(offer, status="on-hold", other_date=self.other_date))


@dataclass(frozen=True, slots=True)
class Reject:
    """He can't; who accepted before has broken a promise, and who was chosen can't any more."""

    offer: str
    reason: str | None
    roles: Roles = PROVIDER

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(at, self.offer, "requested", "received", "on-hold", "accepted")
        if offer.is_selected:
            why = "this offer was chosen: call the transfer point, who takes it back with you"
            raise Refused("T-ALREADY-CHOSEN", why)
        said = replace(offer, status="rejected", reason=reasoned(self.reason))
        return changed(at.case, said)
