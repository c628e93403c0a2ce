"""A request of an inhabitant to correct what is kept of him: a Task of the hub's own code.

https://hl7.org/fhir/R4/task.html
AVG article 16: https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator, Mapping
from typing import Any

from profiles.issue import Issue
from profiles.own_words import is_text
from profiles.systems import HUB_RECORD, URA_SYSTEM

TYPE, CODE = "Task", "correction"
LONGEST = 4_000
"""Characters of what is wrong, and of the answer."""
ANSWERED = frozenset({"completed", "rejected"})
"""Corrected, or not: with these it is over."""
TAKEN_UP = frozenset({"received", "accepted", "in-progress"})
CHANGES = frozenset({"status", "statusReason", "lastModified", "meta"})
"""The members that an answer changes."""
_MEMBERS = frozenset({
    "resourceType", "language", "status", "intent", "code", "for", "focus", "description", "owner",
})  # fmt: skip


def is_correction(task: Mapping[str, Any]) -> bool:
    """Whether it has the code of such a request."""
    return has_code(task.get("code"), CODE)


def has_code(concept: Any, code: str) -> bool:
    """Whether a CodeableConcept has this code of the hub's own record."""
    listed = concept.get("coding") if isinstance(concept, Mapping) else None
    return isinstance(listed, list) and any(
        isinstance(one, Mapping) and one.get("system") == HUB_RECORD and one.get("code") == code
        for one in listed
    )


def request(patient: str, focus: str, wrong: str, owner: str | None = None) -> dict[str, Any]:
    """The Task by which the inhabitant `Patient/id` says what is wrong in `focus`.

    `owner` is the URA of who keeps it, needed only where several do.
    """
    said: dict[str, Any] = {
        "resourceType": TYPE,
        "status": "requested",
        "intent": "order",
        "code": {"coding": [{"system": HUB_RECORD, "code": CODE}]},
        "for": {"reference": patient},
        "focus": {"reference": focus},
        "description": wrong,
    }
    if owner is not None:
        said["owner"] = {"identifier": {"system": URA_SYSTEM, "value": owner}}
    return said


def faults(task: Mapping[str, Any]) -> Iterator[Issue]:
    """Why a valid Task of this code is no request that an inhabitant can make."""
    for name in sorted(task.keys() - _MEMBERS):
        yield _fault(name, "the hub says this itself, or nobody does here: leave it out")
    if task.get("status") != "requested" or task.get("intent") != "order":
        yield _fault("status", "a correction is asked with status requested and intent order")
    for name in ("for", "focus"):
        named = task.get(name)
        if not isinstance(named, Mapping) or not named.keys() <= {"reference", "type"}:
            yield _fault(name, "named by a reference alone")
    wrong = str(task.get("description", ""))
    if not wrong.strip() or len(wrong) > LONGEST or not is_text(wrong):
        yield _fault("description", f"say what is wrong in text, of at most {LONGEST} characters")
    owner = task.get("owner")
    if owner is not None and owner_of(task) is None:
        yield _fault("owner", "the organisation that keeps it, by its URA alone")


def owner_of(task: Mapping[str, Any]) -> str | None:
    """The URA of the owner as a request names it; None where that is not how."""
    owner = task.get("owner")
    number = owner.get("identifier") if isinstance(owner, Mapping) else None
    if not isinstance(number, Mapping) or number.keys() != {"system", "value"}:
        return None
    return str(number["value"]) if number["system"] == URA_SYSTEM else None


def faults_of_answer(stored: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[Issue]:
    """Why this is no answer to the request as it is stored."""
    kept = {name: value for name, value in stored.items() if name not in CHANGES}
    said = {name: value for name, value in answer.items() if name not in CHANGES}
    for name in sorted(kept.keys() | said.keys()):
        if kept.get(name) != said.get(name):
            yield _fault(name, "an answer changes status and statusReason, and nothing else")
    status = answer.get("status")
    if status not in ANSWERED | TAKEN_UP:
        known = ", ".join(sorted(ANSWERED | TAKEN_UP))
        yield _fault("status", f"answered with one of these: {known}")
    words = answer.get("statusReason", {"text": ""})
    text = words.get("text") if isinstance(words, Mapping) and words.keys() == {"text"} else None
    if not isinstance(text, str) or len(text) > LONGEST:
        yield _fault("statusReason", f"the answer in words: text alone, of {LONGEST} characters")
    elif status in ANSWERED and not text.strip():
        yield _fault("statusReason", "say in words what was done, or why not")


def _fault(at: str, text: str) -> Issue:
    return Issue("error", "business-rule", f"{TYPE}.{at}", text)
