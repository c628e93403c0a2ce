"""Where an offer stands that somebody else's act moved, as its Task says it from then on."""

from typing import Any

from hub.transfer.offer import Offer
from hub.transfer.reading import CANCEL_REASON, REJECTION_REASON


def standing_of(offer: Offer) -> dict[str, Any]:
    """The elements that say it; None where there is to be none.

    What has ended stays readable, so a reason is a code without text.
    """
    system = CANCEL_REASON if offer.status == "cancelled" else REJECTION_REASON
    reason = {"coding": [{"system": system, "code": offer.reason}]} if offer.reason else None
    return {"status": offer.status, "statusReason": reason, "businessStatus": None}
