"""The task of a transfer point about a promise of a place that was broken.

transfer.md of the standards, 2.4, and docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from hub.transfer.acting import changed_elements
from hub.transfer.capacity.columns import UNTOLD
from hub.transfer.capacity.promise import Correction
from hub.transfer.capacity.report_names import CARE_TYPE
from hub.transfer.reading import REJECTION_REASON, RTP
from hub.transfer.refused import Refused
from profiles.instant import instant
from profiles.systems import URA_SYSTEM
from profiles.transfer.choice import PROMISE

ELEMENT, FINDING = f"{RTP}/promise-element", f"{RTP}/promise-finding"
FOUND = (ELEMENT, "finding")
ENDED = "completed"
_STATUSES = ("requested", "in-progress", ENDED)
_ANSWER = frozenset({"status", "output"})
_STEPS = "a promise is looked into, in-progress, and then completed with what was found out"
_FINDING = (
    "say what was found out, as the one output finding, by a code of the list promise-finding "
    "without words"
)
_OVER = "what became of this promise was found out already"
_OTHERS = "this may not change here: send the task as you read it, but for what was found out"


def task_of(one: Correction, name: str, desk: str) -> dict[str, Any]:
    """The Task, which says where a place was promised, and nothing of the inhabitant."""
    provider = _organization(one.of.provider)
    site = one.of.site
    return {
        "resourceType": "Task",
        "id": name,
        "status": "requested",
        "intent": "order",
        "code": _coded(*PROMISE),
        "focus": provider if site == UNTOLD else {"reference": site},
        "authoredOn": instant(one.refused_at),
        "lastModified": instant(one.refused_at),
        "owner": _organization(desk),
        "input": [{"type": _coded(ELEMENT, name), **value} for name, value in _said(one, provider)],
    }


def _said(one: Correction, provider: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "provider", {"valueReference": provider}
    yield "care-type", {"valueCodeableConcept": _coded(CARE_TYPE, one.of.care_type)}
    yield "kind", {"valueCode": one.kind}
    yield "reason", {"valueCodeableConcept": _coded(REJECTION_REASON, one.reason)}
    if one.available is not None:
        yield "available", {"valueInteger": one.available}
    if one.said_at is not None:
        yield "said-at", {"valueDateTime": instant(one.said_at)}


def check_found(
    seen: Mapping[str, Any], sent: Mapping[str, Any], findings: Collection[str]
) -> None:
    """Return where the one leads to the other; `findings` are the codes of what may be found out.

    Raises:
        Refused: with the guard that stands against it.
    """
    if seen.get("status") == ENDED:
        raise Refused("T-ENDED", _OVER)
    status = sent.get("status")
    if status not in _STATUSES or (status, seen.get("status")) == ("requested", "in-progress"):
        raise Refused("T-STATE", _STEPS)
    for name in changed_elements(seen, sent):
        if name not in _ANSWER:
            raise Refused("T-ELEMENT", _OTHERS, f"Task.{name}")
    if status != ENDED and "output" in sent:
        raise Refused("T-STATE", _STEPS, "Task.output")
    if status == ENDED and sent.get("output") not in [[found_out(one)] for one in findings]:
        raise Refused("T-REASON", _FINDING, "Task.output")


def found_out(finding: str) -> dict[str, Any]:
    """The output that says it: a code and no word, for what somebody types may name somebody."""
    return {"type": _coded(*FOUND), "valueCodeableConcept": _coded(FINDING, finding)}


def _coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _organization(ura: str) -> dict[str, Any]:
    return {"type": "Organization", "identifier": {"system": URA_SYSTEM, "value": ura}}
