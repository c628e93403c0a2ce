"""The inhabitant chooses, and all others are told that they are not the one."""

from dataclasses import dataclass, replace

from hub.transfer.case import Case
from hub.transfer.moves.rules import in_status, offer_in
from hub.transfer.offer import Offer
from hub.transfer.party import ASKING, DESK, Roles
from hub.transfer.refused import Refused
from hub.transfer.step import Setting

NOT_SELECTED = "not-selected"


@dataclass(frozen=True, slots=True)
class AskPatient:
    """There is something to choose from: the inhabitant is asked."""

    roles: Roles = DESK
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        in_status(at.case, "in-progress")
        if at.case.phase != "offers-open":
            raise Refused("T-STATE", "the inhabitant is asked while offers are open")
        if not any(offer.holds_at(at.now) for offer in at.case.open_offers):
            raise Refused("T-NOT-HELD", "nobody keeps a place that could be chosen")
        return replace(at.case, phase="choice-patient")


@dataclass(frozen=True, slots=True)
class Select:
    """This is the one; in the same step the others are let go, with their places."""

    offer: str
    is_patients_choice: bool = False
    roles: Roles = ASKING

    def __call__(self, at: Setting) -> Case:
        case = at.case
        if case.chosen is not None:
            raise Refused("T-ALREADY-CHOSEN", "another candidate was chosen; take that back first")
        chosen = offer_in(at, self.offer, "accepted")
        if not chosen.holds_at(at.now):
            why = "the place was kept until a moment that has passed; have it accepted again"
            raise Refused("T-NOT-HELD", why)
        if not (self.is_patients_choice and at.actor.is_person):
            why = "a person records that this is what the inhabitant chooses; no system chooses"
            raise Refused("T-PATIENT-CHOICE", why, "Task.businessStatus")
        offers = tuple(self._after(one, case) for one in case.offers)
        return replace(case, status="in-progress", phase="selected", offers=offers)

    def _after(self, offer: Offer, case: Case) -> Offer:
        if offer.id == self.offer:
            return replace(offer, is_selected=True)
        if offer.round != case.round or not offer.is_open:
            return offer
        return replace(offer, status="cancelled", reason=NOT_SELECTED)
