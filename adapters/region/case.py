"""A case as the hub of another region has it, and what of it stands for it here.

docs/decisions/0095-a-case-between-two-hubs.md
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from profiles import systems
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.resource.read import element, objects, words
from profiles.resource.transaction import Identifier, conditional_update, full_url, transaction

TASK_CODE = "https://example.org/rtp/CodeSystem/task-code"
LEAD = f"{TASK_CODE}|coordinate-placement"
TRANSFER_ID = "https://example.org/rtp/transfer-id"
ENDED = frozenset({"completed", "cancelled", "rejected", "failed"})
_PERSON = ("name", "gender", "birthDate", "address", "telecom")
_OF_REQUEST = frozenset({"id", "meta", "text", "subject", "contained"})
_OF_TASK = ("intent", "code", "priority", "authoredOn", "requester", "owner")
_MORE = "Bij de aanvraag staat meer dan hier: lees het bij het transferpunt dat de aanvraag kreeg."


@dataclass(frozen=True, slots=True)
class There:
    """The Task that leads it, with its request and whose it is, as far as they could be read."""

    task: JsonObject = field(repr=False)
    request: JsonObject | None = field(default=None, repr=False)
    patient: JsonObject | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """Its id at that hub."""
        return str(self.task["id"])

    @property
    def status(self) -> str:
        """How far it is."""
        return words(self.task, "status")


def cases_in(resources: Iterable[JsonObject]) -> list[There]:
    """The cases of a search that brought along what they refer to, in their order."""
    found = {f"{one['resourceType']}/{one['id']}": one for one in resources}
    return [
        There(task, found.get(_refers(task, "focus")), found.get(_refers(task, "for")))
        for task in found.values()
        if task["resourceType"] == "Task"
    ]


def came_from(task: Mapping[str, Any], origin: str) -> str:
    """The id at the hub `origin` of the case that this one stands for; empty where it is none."""
    named = (one for one in objects(task.get("identifier")) if one.get("system") == origin)
    return next((words(one, "value") for one in named), "")


def taken_over(there: There, origin: str) -> JsonObject:
    """The transaction that begins it here, once however often it is sent.

    Only what could be read there is in it; a reference to anything else stays behind, and is told.

    Raises:
        InvalidRecord: something is missing without which it is no case.
    """
    patient, request = there.patient or {}, there.request or {}
    bsn, number = _bsn(patient), _transfer_id(there.task)
    faults = [
        Issue("error", "not-found", place, why)
        for is_there, place, why in (
            (bsn, "Task.for", "whose it is can not be read there, or he has no BSN"),
            (request, "Task.focus", "what is asked can not be read there"),
            (number.value, "Task.identifier", "it has no transfer-id"),
        )
        if not is_there
    ]
    if faults:
        raise InvalidRecord(faults)
    urls = {kind: full_url(origin, there.id, kind) for kind in ("Patient", "ServiceRequest")}
    person = {
        "resourceType": "Patient",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": bsn}],
        **{name: patient[name] for name in _PERSON if name in patient},
    }
    asks = {**_without_references(_beside(request)), "subject": {"reference": urls["Patient"]}}
    return transaction(
        (
            conditional_update(person, Identifier(systems.BSN_SYSTEM, bsn), urls["Patient"]),
            _once(asks, number, urls["ServiceRequest"]),
            _once(_lead(there, origin, number, urls), Identifier(origin, there.id)),
        )
    )


def _lead(there: There, origin: str, number: Identifier, urls: Mapping[str, str]) -> JsonObject:
    task = there.task
    left = _left_of(task) + _references(_beside(there.request or {}))
    return {
        "resourceType": "Task",
        "identifier": [
            {"system": number.system, "value": number.value},
            {"system": origin, "value": there.id},
        ],
        "status": "requested",
        **{name: task[name] for name in _OF_TASK if name in task},
        "focus": {"reference": urls["ServiceRequest"]},
        "for": {"reference": urls["Patient"]},
        "input": [_permitted(one) for one in objects(task.get("input")) if _stands_alone(one)],
        **({"note": [{"text": _MORE}]} if left else {}),
    }


def _left_of(task: JsonObject) -> int:
    return sum(not _stands_alone(one) for one in objects(task.get("input")))


def _beside(request: JsonObject) -> JsonObject:
    return {name: said for name, said in request.items() if name not in _OF_REQUEST}


def _stands_alone(one: Mapping[str, Any]) -> bool:
    return _is_permission(one) or not _references(one)


def _permitted(one: JsonObject) -> JsonObject:
    """A Consent of the other hub is none here: that there is permission is what is said."""
    if not _is_permission(one) or "valueReference" not in one:
        return one
    return {"type": one["type"], "valueBoolean": True}


def _is_permission(one: Mapping[str, Any]) -> bool:
    codes = objects(element(one, "type").get("coding"))
    return any(each.get("code") == "permission" for each in codes)


def _once(resource: JsonObject, by: Identifier, url: str = "") -> JsonObject:
    """An entry that creates it where there is none by this identifier yet."""
    entry: JsonObject = {
        "resource": resource,
        "request": {
            "method": "POST",
            "url": resource["resourceType"],
            "ifNoneExist": f"identifier={by.system}|{by.value}",
        },
    }
    return {"fullUrl": url or full_url(by.system, by.value), **entry}


def _without_references(node: Any) -> Any:
    """The same without what refers to something that stays at the other hub."""
    if isinstance(node, list):
        listed = [_without_references(one) for one in node if not _is_literal(one)]
        return [one for one in listed if one != {}]
    if not isinstance(node, dict):
        return node
    kept = {name: _without_references(said) for name, said in node.items() if not _is_literal(said)}
    return {name: said for name, said in kept.items() if said not in ([], {})}


def _references(node: Any) -> int:
    if isinstance(node, list):
        return sum(map(_references, node))
    if not isinstance(node, dict):
        return 0
    return _is_literal(node) + sum(map(_references, node.values()))


def _is_literal(node: Any) -> bool:
    return isinstance(node, dict) and isinstance(node.get("reference"), str)


def _refers(task: JsonObject, name: str) -> str:
    return "/".join(words(element(task, name), "reference").split("/")[:2])


def _bsn(patient: Mapping[str, Any]) -> str:
    named = objects(patient.get("identifier"))
    found = (words(one, "value") for one in named if one.get("system") == systems.BSN_SYSTEM)
    return next(found, "")


def _transfer_id(task: Mapping[str, Any]) -> Identifier:
    named = (one for one in objects(task.get("identifier")) if one.get("system") == TRANSFER_ID)
    return Identifier(TRANSFER_ID, next((words(one, "value") for one in named), ""))
