"""What somebody does by sending the Task of a case as he wants it to be, and what may change."""

from collections.abc import Mapping
from typing import Any

from hub.transfer.acting import changed_elements
from hub.transfer.case import ENDED, Case
from hub.transfer.moves.choice import AskPatient
from hub.transfer.moves.describe import Describe
from hub.transfer.moves.intake import PickUp, Refuse, Triage
from hub.transfer.moves.waiting import AskAgain, Cancel, Escalate, HandOver, Reopen, Resume, Wait
from hub.transfer.moves.way import Admit, Arrange
from hub.transfer.refused import Refused
from hub.transfer.step import Act

_ALWAYS = frozenset({"status", "statusReason", "businessStatus", "executionPeriod"})
_BESIDE: Mapping[type, frozenset[str]] = {
    Triage: frozenset({"output"}),
    Admit: frozenset({"output"}),
    Wait: frozenset({"restriction"}),
    Resume: frozenset({"restriction"}),
    HandOver: frozenset({"owner", "restriction"}),
    Describe: frozenset({"input", "priority"}),
}
_MEANT = "send the case as you read it, but for one step that can be done now"


def act_of_case(before: Case, wanted: Case) -> Act:
    """The act that leads from the one to the other, whoever it is for; raises Refused."""
    if wanted.status == "requested" and before.status in ENDED:
        return AskAgain()
    if wanted.status == "requested" and wanted.desk != before.desk:
        return HandOver(wanted.desk, wanted.region or None)
    if (before.status, before.phase) == (wanted.status, wanted.phase):
        return _standing_still(before, wanted)
    if wanted.status == "in-progress":
        return _further(before, wanted)
    return _looking(before, wanted) if wanted.status == "accepted" else _set_aside(wanted)


def _set_aside(wanted: Case) -> Act:
    """It is picked up, waits, or ends."""
    if wanted.status == "on-hold" and wanted.phase in {"waiting-list", "alternative-date"}:
        return Wait(wanted.phase, wanted.review_at)
    acts: dict[str, Act] = {
        "received": PickUp(),
        "rejected": Refuse(wanted.reason),
        "failed": Escalate(wanted.reason),
        "cancelled": Cancel(wanted.reason),
    }
    if wanted.status not in acts:
        raise Refused("T-STATE", _MEANT)
    return acts[wanted.status]


def check_case_changes(seen: Mapping[str, Any], sent: Mapping[str, Any], act: Act) -> None:
    """Raise Refused where more is changed than belongs to the act."""
    may = _ALWAYS | _BESIDE.get(type(act), frozenset())
    for name in changed_elements(seen, sent):
        if name not in may:
            raise Refused("T-ELEMENT", _MEANT, f"Task.{name}")


def _standing_still(before: Case, wanted: Case) -> Act:
    if wanted.status == "on-hold" and wanted.phase and wanted.review_at != before.review_at:
        return _again(wanted)
    if wanted.care_type and wanted.care_type != before.care_type:
        return Triage(wanted.care_type)
    return Describe(wanted.circumstances)


def _again(wanted: Case) -> Act:
    phase = wanted.phase if wanted.phase == "alternative-date" else "waiting-list"
    return Wait(phase, wanted.review_at)


def _looking(before: Case, wanted: Case) -> Act:
    if before.status in ENDED:
        return Reopen(wanted.reason)
    return Resume() if before.status == "on-hold" else Triage(wanted.care_type or "")


def _further(before: Case, wanted: Case) -> Act:
    chosen = before.chosen
    if wanted.phase == "choice-patient":
        return AskPatient()
    if wanted.phase == "transport-arranged":
        return Arrange()
    if wanted.phase == "admitted" and chosen is not None:
        return Admit(chosen.id, wanted.admitted_at)
    raise Refused("T-STATE", _MEANT, "Task.businessStatus")
