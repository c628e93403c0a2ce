"""What both sides of an offer write to each other, until its candidate can say."""

from dataclasses import dataclass, replace

from hub.transfer.case import Case
from hub.transfer.moves.rules import changed, offer_in
from hub.transfer.party import ANYBODY, Roles
from hub.transfer.step import Setting


@dataclass(frozen=True, slots=True)
class Say:
    """The candidate asks, and has to know more; or who asks for a place writes back."""

    offer: str
    roles: Roles = ANYBODY

    def __call__(self, at: Setting) -> Case:
        offer = offer_in(
            at, self.offer, "requested", "received", "on-hold", "accepted", "in-progress"
        )
        if at.actor.word_of != offer.provider:
            return changed(at.case, replace(offer, is_waiting_for_information=False))
        if offer.status not in {"requested", "received"}:
            return at.case
        asks = replace(offer, status="received", is_waiting_for_information=True)
        return changed(at.case, asks)
