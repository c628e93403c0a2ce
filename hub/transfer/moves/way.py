"""From the choice to the record that was taken over."""

from dataclasses import dataclass, replace
from datetime import datetime

from hub.transfer.case import Case, Phase
from hub.transfer.handoff import Held
from hub.transfer.moves.rules import changed, in_status, offer_in, passed, reasoned
from hub.transfer.offer import Offer
from hub.transfer.party import ANYBODY, ASKING, PROVIDER, Roles
from hub.transfer.refused import Refused
from hub.transfer.step import Setting


@dataclass(frozen=True, slots=True)
class Begin:
    """The one that was chosen gets the handoff, and may know who it is about."""

    offer: str
    has_handoff: bool
    held: Held | None = None
    roles: Roles = ASKING

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(at, self.offer, "accepted")
        if not offer.is_selected:
            raise Refused("T-PATIENT-CHOICE", "a transfer begins with the offer that was chosen")
        if not self.has_handoff:
            why = "a transfer begins with the patient, the full request and the nursing handoff"
            raise Refused("T-HANDOFF", why, "Task.input")
        after = changed(at.case, replace(offer, status="in-progress", held=self.held))
        return replace(after, phase="handoff-ready")


@dataclass(frozen=True, slots=True)
class Correct:
    """What was handed over is made whole or set right, until it is taken over."""

    offer: str
    has_handoff: bool
    held: Held | None = None
    roles: Roles = ASKING

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(at, self.offer, "in-progress")
        if not self.has_handoff:
            why = "a transfer that goes on keeps its patient, its full request and its handoff"
            raise Refused("T-HANDOFF", why, "Task.input")
        return changed(at.case, replace(offer, held=self.held or offer.held))


@dataclass(frozen=True, slots=True)
class Arrange:
    """How the inhabitant gets there is settled."""

    roles: Roles = ASKING
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        return _to(at.case, "transport-arranged", "handoff-ready")


@dataclass(frozen=True, slots=True)
class Admit:
    """He is there, or the care has begun: now, or at the moment that is told later."""

    offer: str
    moment: datetime | None = None
    roles: Roles = ANYBODY

    def __call__(self, at: Setting) -> Case:
        offer_in(at, self.offer, "in-progress")
        after = _to(at.case, "admitted", "handoff-ready", "transport-arranged")
        when = passed(self.moment or at.now, at.now, "Task.executionPeriod.start")
        return replace(after, admitted_at=when)


@dataclass(frozen=True, slots=True)
class Complete:
    """The record was taken over, which ends the case."""

    offer: str
    roles: Roles = PROVIDER

    def __call__(self, at: Setting) -> Case:
        offer = _taken(at, self.offer)
        after = changed(at.case, replace(offer, status="completed", abort_asked=None))
        # Not as where an offer is lost: nobody looks for candidates again.
        return replace(at.case, status="completed", phase="record-received", offers=after.offers)


@dataclass(frozen=True, slots=True)
class Fail:
    """It went wrong at the one that was chosen: candidates are looked for again."""

    offer: str
    reason: str | None
    roles: Roles = PROVIDER

    def __call__(self, at: Setting) -> Case:
        offer = _taken(at, self.offer)
        reason = reasoned(self.reason)
        failed = replace(offer, status="failed", reason=reason, abort_asked=None)
        return changed(at.case, failed)


@dataclass(frozen=True, slots=True)
class AskAbort:
    """Who asked for it wants it called off once it is under way: the provider is asked."""

    offer: str
    reason: str | None
    roles: Roles = ASKING

    def __call__(self, at: Setting) -> Case:
        offer = _taken(at, self.offer)
        return changed(at.case, replace(offer, abort_asked=reasoned(self.reason)))


@dataclass(frozen=True, slots=True)
class AnswerAbort:
    """The provider agrees that it is called off, or goes on."""

    offer: str
    agrees: bool
    roles: Roles = PROVIDER

    def __call__(self, at: Setting) -> Case:
        offer = _taken(at, self.offer)
        if offer.abort_asked is None:
            raise Refused("T-STATE", "nobody asked for this transfer to be called off")
        if not self.agrees:
            return changed(at.case, replace(offer, abort_asked=None))
        off = replace(offer, status="cancelled", reason=offer.abort_asked, abort_asked=None)
        return changed(at.case, off)


def _taken(at: Setting, name: str) -> Offer:
    return offer_in(at, name, "in-progress")


def _to(case: Case, phase: Phase, *before: Phase) -> Case:
    in_status(case, "in-progress")
    if case.phase not in before:
        raise Refused("T-STATE", f"this is done behind {' or '.join(before)}")
    return replace(case, phase=phase)
