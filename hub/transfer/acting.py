"""What somebody does by sending an offer as he wants it to be, and what he may change for that."""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.transfer.moves.answer import Accept, PutOff, Receive, Reject
from hub.transfer.moves.choice import Select
from hub.transfer.moves.offering import AgreeDate, TakeBack
from hub.transfer.moves.saying import Say
from hub.transfer.moves.way import Admit, AnswerAbort, AskAbort, Begin, Complete, Correct, Fail
from hub.transfer.notes import NOTE, added
from hub.transfer.offer import Offer
from hub.transfer.reading import has_handoff, moment_of
from hub.transfer.refused import Refused
from hub.transfer.step import Act
from profiles.resource.read import element
from profiles.transfer.choice import is_supplement

ANSWER = frozenset({"status", "statusReason", "businessStatus", "output", "executionPeriod", NOTE})
"""What an answer changes. https://hl7.org/fhir/R4/task.html"""
SAYING = frozenset({NOTE, "status", "businessStatus"})
CHOICE = frozenset({"status", "statusReason", "businessStatus"})
BEGIN = CHOICE | {"for", "basedOn", "input", "restriction"}
CORRECTION = frozenset({"input"})
_UNANSWERED = frozenset({"requested", "received"})
NEW_DATE = CHOICE | {"restriction", "output"}
UNDER_WAY = (
    "this transfer is under way: say since when the inhabitant is there, that the record was taken "
    "over, or that it failed"
)
SET_BY_HUB = frozenset({"id", "meta", "lastModified", "text"})


def act_of(before: Offer, wanted: Offer, task: Mapping[str, Any], seen: Mapping[str, Any]) -> Act:
    """The act that leads from the one to the other, whoever it is for; raises Refused.

    `seen` is the Task as its sender was shown it.
    """
    name = before.id
    if _is_said(before, wanted, seen, task):
        return Say(name)
    if before.status == wanted.status == "in-progress" and _is_correction(seen, task):
        return Correct(name, has_handoff=has_handoff(task))
    if wanted.is_selected and wanted.status == "accepted":
        return Select(name, is_patients_choice=True)
    if before.status == "in-progress" and wanted.status in {"in-progress", "cancelled"}:
        return _under_way(before, wanted, task)
    acts: dict[str, Act] = {
        "received": Receive(name, needs_information=wanted.is_waiting_for_information),
        "accepted": Accept(name, wanted.available_from, wanted.held_until),
        "on-hold": PutOff(name, wanted.other_date),
        "rejected": Reject(name, wanted.reason),
        "completed": Complete(name),
        "failed": Fail(name, wanted.reason),
        "requested": AgreeDate(name, wanted.answer_by),
        "in-progress": Begin(name, has_handoff=has_handoff(task)),
        "cancelled": TakeBack(name, wanted.reason),
    }
    return acts[wanted.status]


def _is_said(
    before: Offer, wanted: Offer, seen: Mapping[str, Any], sent: Mapping[str, Any]
) -> bool:
    """Whether nothing changes but what is written; or that, and that he who writes waits."""
    changes = {*changed_elements(seen, sent)}
    if changes == {NOTE}:
        return True
    waits = wanted.status == "received" and wanted.is_waiting_for_information
    return NOTE in changes and changes <= SAYING and waits and before.status in _UNANSWERED


def _is_correction(seen: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    """Whether nothing changes but what is handed over."""
    return {*changed_elements(seen, sent)} == {"input"}


def _under_way(before: Offer, wanted: Offer, task: Mapping[str, Any]) -> Act:
    """That he has come; or it is to be called off, which is asked and answered."""
    if wanted.status == "cancelled":
        return AnswerAbort(before.id, agrees=True)
    if wanted.abort_asked and wanted.abort_asked != before.abort_asked:
        return AskAbort(before.id, wanted.abort_asked)
    if before.abort_asked is not None and wanted.abort_asked is None:
        return AnswerAbort(before.id, agrees=False)
    moment = moment_of(element(task, "executionPeriod").get("start"))
    if moment is None:
        raise Refused("T-STATE", UNDER_WAY)
    return Admit(before.id, moment)


def may_change(act: Act) -> frozenset[str]:
    """The elements of the Task that this act changes."""
    if isinstance(act, Begin):
        return BEGIN
    if isinstance(act, Correct):
        return CORRECTION
    if isinstance(act, Say):
        return SAYING
    if isinstance(act, AgreeDate):
        return NEW_DATE
    return CHOICE if isinstance(act, Select | TakeBack) else ANSWER


def changed_elements(seen: Mapping[str, Any], sent: Mapping[str, Any]) -> Iterator[str]:
    """What is otherwise in what was sent than in what its sender was shown."""
    for name in dict.fromkeys([*seen, *sent]):
        if name not in SET_BY_HUB and seen.get(name) != sent.get(name):
            yield name


def check_changes(seen: Mapping[str, Any], sent: Mapping[str, Any], act: Act) -> None:
    """Raise Refused where more is changed than belongs to the act."""
    may = may_change(act)
    for name in changed_elements(seen, sent):
        if name not in may:
            why = "this may not change here: send the offer as you read it, but for your answer"
            raise Refused("T-ELEMENT", why, f"Task.{name}")
    added(seen, sent)
    kept = sent.get("input", [])
    if isinstance(act, Begin) and not all(one in kept for one in seen.get("input", [])):
        raise Refused("T-ELEMENT", "what was offered stays; add the handoff to it", "Task.input")
    stays = (one for one in seen.get("input", []) if not is_supplement(one))
    if isinstance(act, Correct) and not all(one in kept for one in stays):
        raise Refused("T-ELEMENT", "a handoff that was named stays; correct it", "Task.input")
