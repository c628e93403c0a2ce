"""Where an offer stands that somebody else's act moved, as its Task says it from then on."""

from typing import Any

from hub.transfer.offer import Offer
from hub.transfer.reading import ABORT_ASKED, CANCEL_REASON, REJECTION_REASON, WAITS

_CODING = ("system", "code")


def standing_of(offer: Offer) -> dict[str, Any]:
    """The elements that say it; None where there is to be none.

    What has ended stays readable, so a reason is a code without text.
    """
    called_off = offer.status == "cancelled" or offer.abort_asked
    system = CANCEL_REASON if called_off else REJECTION_REASON
    reason = offer.abort_asked or offer.reason
    waits = offer.status == "received" and offer.is_waiting_for_information
    phase = ABORT_ASKED if offer.abort_asked else WAITS if waits else None
    return {
        "status": offer.status,
        "statusReason": {"coding": [{"system": system, "code": reason}]} if reason else None,
        "businessStatus": {"coding": [dict(zip(_CODING, phase, strict=True))]} if phase else None,
    }
