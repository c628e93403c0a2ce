"""What the desk, or who asked, offers to candidates, and takes back before a transfer begins."""

from dataclasses import dataclass, replace
from datetime import datetime

from hub.transfer.case import Case
from hub.transfer.moves.rules import changed, in_status, later, offer_in, reasoned
from hub.transfer.offer import Offer
from hub.transfer.party import ASKING, BY_CLOCK, Roles
from hub.transfer.refused import Refused
from hub.transfer.step import Setting

ANSWER_BY = "Task.restriction.period.end"
NO_RESPONSE = "no-response"


@dataclass(frozen=True, slots=True)
class MakeOffer:
    """To one more candidate; who does not fit is offered to for a reason alone.

    `misfit` is why the candidate fell out of the hard filters, `overruled` why all the same.
    """

    id: str
    provider: str
    service: str
    answer_by: datetime
    misfit: str | None = None
    overruled: str | None = None
    roles: Roles = ASKING
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        case = at.case
        in_status(case, "accepted", "in-progress", "on-hold")
        later(self.answer_by, at.now, ANSWER_BY)
        self._check(case)
        offer = Offer(self.id, self.provider, self.service, case.round, self.answer_by)
        phase = case.phase if case.status == "in-progress" else "offers-open"
        return replace(case, status="in-progress", phase=phase, offers=(*case.offers, offer))

    def _check(self, case: Case) -> None:
        if case.chosen is not None:
            raise Refused("T-ALREADY-CHOSEN", "a candidate was chosen for this case")
        if self.provider in case.excluded:
            raise Refused("T-EXCLUDED", "the inhabitant does not want to go there", "Task.owner")
        if self.misfit and not self.overruled:
            raise Refused("T-CANDIDATE", "this candidate does not fit; say why all the same")
        asked = {(one.provider, one.service) for one in case.open_offers}
        if (self.provider, self.service) in asked or case.offer(self.id):
            raise Refused("T-ALREADY-OFFERED", "this candidate has an offer", "Task.owner")


@dataclass(frozen=True, slots=True)
class AgreeDate:
    """The other date that the candidate proposed is a good one: he is asked anew."""

    offer: str
    answer_by: datetime
    roles: Roles = ASKING

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(at, self.offer, "on-hold")
        until = later(self.answer_by, at.now, ANSWER_BY)
        return changed(at.case, replace(offer, status="requested", answer_by=until))


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The offer is cancelled, which is free until the transfer begins."""

    offer: str
    reason: str | None
    roles: Roles = ASKING

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(at, self.offer, "requested", "received", "accepted", "on-hold")
        return changed(at.case, replace(offer, status="cancelled", reason=reasoned(self.reason)))


@dataclass(frozen=True, slots=True)
class Expire:
    """Nobody answered in time."""

    offer: str
    roles: Roles = BY_CLOCK

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(at, self.offer, "requested", "received")
        if offer.answer_by > at.now:
            raise Refused("T-DEADLINE", "there is still time to answer", ANSWER_BY)
        return changed(at.case, replace(offer, status="rejected", reason=NO_RESPONSE))
