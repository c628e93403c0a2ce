"""What happens to a case for which there is no place yet, or none any more."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from hub.transfer.case import Case
from hub.transfer.moves.rules import in_status, matching_again, reasoned
from hub.transfer.offer import Offer
from hub.transfer.party import ASKING, BY_CLOCK, CLOCK, DESK, REQUESTER, Roles
from hub.transfer.refused import Refused
from hub.transfer.step import Setting

_FREE = frozenset({"draft", "requested", "received", "accepted"})
_AGAIN = frozenset({"failed", "cancelled", "rejected"})
LOOKS_FURTHER = timedelta(days=14)
"""For so long a case for which there was no place stays open to the desk, which looks further."""


@dataclass(frozen=True, slots=True)
class Wait:
    """There is no place yet: when it is looked at again."""

    phase: Literal["waiting-list", "alternative-date"]
    review_at: datetime | None
    roles: Roles = DESK
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        in_status(at.case, "received", "accepted", "on-hold")
        if self.review_at is None or self.review_at <= at.now:
            why = "say when this case is looked at again: a moment that is still to come"
            raise Refused("T-REVIEW-DATE", why, "Task.restriction.period.end")
        return replace(at.case, status="on-hold", phase=self.phase, review_at=self.review_at)


@dataclass(frozen=True, slots=True)
class Resume:
    """It is looked at again, by the desk or because its day has come."""

    roles: Roles = DESK | BY_CLOCK
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        in_status(at.case, "on-hold")
        if at.actor is CLOCK and (at.case.review_at is None or at.now < at.case.review_at):
            raise Refused("T-REVIEW-DATE", "the day on which it is looked at again is to come")
        return replace(matching_again(at.case), review_at=None)


@dataclass(frozen=True, slots=True)
class HandOver:
    """Another transfer point looks further, as the same case: `region` is its sub-region."""

    desk: str
    region: str | None
    roles: Roles = DESK
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        case = at.case
        if case.phase == "offers-open":
            why = "candidates were asked: take the offers back, and hand the case over then"
            raise Refused("T-UNDER-WAY", why, "Task.owner")
        in_status(case, "requested", "received", "accepted", "on-hold")
        if self.region is None:
            why = "hand it over to a transfer point that is known here, by its URA"
            raise Refused("T-DESK", why, "Task.owner.identifier")
        return replace(
            matching_again(case), status="requested", phase=None, desk=self.desk,
            region=self.region, review_at=None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Escalate:
    """No place was found in the region."""

    reason: str | None
    roles: Roles = DESK
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        in_status(at.case, "accepted", "on-hold")
        return replace(
            at.case, status="failed", phase="escalated", reason=reasoned(self.reason),
            review_at=at.now + LOOKS_FURTHER,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Who asked takes up a case that ended without a place, as the same one."""

    roles: Roles = REQUESTER
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        _require_ended(at.case)
        again = matching_again(at.case)
        return replace(again, status="requested", phase=None, reason=None, review_at=None)


@dataclass(frozen=True, slots=True)
class Reopen:
    """A case that ended without a place is taken up again, as the same one."""

    reason: str | None
    roles: Roles = DESK
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        _require_ended(at.case)
        return replace(matching_again(at.case), reason=reasoned(self.reason), review_at=None)


@dataclass(frozen=True, slots=True)
class Cancel:
    """It is called off: by who asked before a candidate is asked, from then on by the desk."""

    reason: str | None
    roles: Roles = ASKING
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        case, reason = at.case, reasoned(self.reason)
        if case.has_ended:
            raise Refused("T-ENDED", "this case has ended")
        if case.status not in _FREE and at.actor.ura != case.desk:
            why = "candidates were asked: the transfer point calls it off with you"
            raise Refused("T-UNDER-WAY", why)
        if any(offer.status == "in-progress" for offer in case.open_offers):
            why = "the transfer is under way: ask the one who takes over to call it off"
            raise Refused("T-UNDER-WAY", why)
        offers = tuple(_off(one, reason) for one in case.offers)
        return replace(case, status="cancelled", phase=None, reason=reason, offers=offers)


def _off(offer: Offer, reason: str) -> Offer:
    if not offer.is_open:
        return offer
    return replace(offer, status="cancelled", reason=reason)


def _require_ended(case: Case) -> None:
    if case.status not in _AGAIN:
        raise Refused("T-STATE", "only a case that ended without a place is opened again")
