"""A Task that asks for an offer to be called off: what that is in its case, and how it stands.

transfer.md of the standards, 2.5: free until the transfer begins, and then the candidate answers.
"""

from collections.abc import Mapping
from typing import Any

from hub.transfer.acting import changed_elements
from hub.transfer.moves.offering import TakeBack
from hub.transfer.moves.way import AnswerAbort, AskAbort
from hub.transfer.offer import Offer
from hub.transfer.reading import reason_of
from hub.transfer.refused import Refused
from hub.transfer.step import Act
from profiles.resource.read import element
from profiles.systems import URA_SYSTEM

BEGINS, DONE, STAYS = "requested", "completed", "rejected"
_BEGINS = "that an offer is called off is asked as requested: send it so"
_TWICE = "this was asked already, and waits for the candidate's answer"
_OWNER = "name who answers, by URA: the candidate of the offer"
_ANSWER = "answer it by accepted, which calls the transfer off, or by rejected, and go on"
_OVER = "this was answered already"
_OTHERS = "this may not change here: send it as you read it, but for your answer"


def asked_for(task: Mapping[str, Any], offer: Offer) -> Act:
    """What this Task does to its offer; raises Refused."""
    if task.get("status") != BEGINS:
        raise Refused("T-STATE", _BEGINS)
    owner = element(element(task, "owner"), "identifier")
    if (owner.get("system"), owner.get("value")) != (URA_SYSTEM, offer.provider):
        raise Refused("T-CANDIDATE", _OWNER, "Task.owner.identifier")
    if offer.abort_asked is not None:
        raise Refused("T-STATE", _TWICE, "Task.focus")
    reason = reason_of(task)
    if offer.status == "in-progress":
        return AskAbort(offer.id, reason)
    return TakeBack(offer.id, reason)


def answered_by(seen: Mapping[str, Any], sent: Mapping[str, Any], offer: Offer) -> Act:
    """What its candidate says by sending it so; raises Refused."""
    if seen.get("status") != BEGINS:
        raise Refused("T-ENDED", _OVER)
    for name in changed_elements(seen, sent):
        if name != "status":
            raise Refused("T-ELEMENT", _OTHERS, f"Task.{name}")
    if sent.get("status") not in {"accepted", DONE, STAYS}:
        raise Refused("T-STATE", _ANSWER)
    return AnswerAbort(offer.id, agrees=sent.get("status") != STAYS)


def standing_of_abort(offer: Offer) -> str:
    """Where it stands, by the offer that it is about: whichever way that was answered."""
    if offer.is_open and offer.abort_asked is not None:
        return BEGINS
    return DONE if offer.status == "cancelled" else STAYS
