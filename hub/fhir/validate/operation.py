"""The operation $validate, on a type and on one resource.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hub.errors import Invalid, operation_outcome
from hub.fhir.body import check_size
from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.fhir.refusal import named_type, record
from hub.fhir.validate.asked import ValidationAsked, asked_of
from hub.ledger.record import NOTHING, Record
from hub.query import read as query
from hub.security.granted import require_one_scope
from hub.validation.verdicts import Sent
from hub.write.deletable import deletable
from profiles.issue import Issue
from profiles.text.parse import parse

ALL_OK = Issue(
    "information",
    "informational",
    "",
    "All OK: nothing was found against it. What it refers to is looked up when it is written.",
)


async def validate_type(hub: Hub, call: Call, resource_type: str) -> Answer:
    """`POST Type/$validate`: the findings about the resource that is sent.

    Raises:
        Invalid: no resource, or an unknown mode or parameter. Forbidden: no scope to write it.
    """
    require_one_scope(call.errand.client, resource_type, ("create", "update"))
    asked = asked_of(call)
    if asked.mode == "delete":
        raise Invalid(f"mode delete is asked of one resource: {resource_type}/id/$validate")
    if asked.resource is None:
        raise Invalid(f"send the {resource_type} to validate, or Parameters with it as resource")
    return await _sent(hub, call, asked.resource, asked, list(_on_type(asked, resource_type)))


async def validate_instance(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """`Type/id/$validate`: of what is sent, or else of what is stored under that id.

    Raises:
        NotFound: nothing was sent, and nothing is there for this caller. Invalid: as above.
    """
    asked = asked_of(call)
    wanted = query.Wanted(resource_type, resource_id, "operation")
    if asked.mode == "delete":
        require_one_scope(call.errand.client, resource_type, ("delete",))
        return _said(await deletable(hub.access, call.errand, resource_type, resource_id))
    if asked.resource is not None:
        require_one_scope(call.errand.client, resource_type, ("create", "update"))
        named = list(_on_instance(asked, resource_type, resource_id))
        return await _sent(hub, call, asked.resource, asked, named)
    require_one_scope(call.errand.client, resource_type, ("read",))
    body = (await query.current_version(hub.access, call.errand, wanted)).body
    return _said(await _found(hub, call, parse(body), asked.profile, len(body)))


async def _sent(
    hub: Hub, call: Call, resource: dict[str, Any], asked: ValidationAsked, named: list[Issue]
) -> Answer:
    check_size(resource, hub.settings.max_entries)
    found = await _found(hub, call, resource, asked.profile, call.sent)
    await record(hub, _row(call))
    return _said([*named, *found])


async def _found(
    hub: Hub, call: Call, resource: dict[str, Any], profile: str, size: int
) -> list[Issue]:
    return await hub.verdicts.of_question(Sent(resource, call.errand, size), profile)


def _on_type(asked: ValidationAsked, resource_type: str) -> Iterator[Issue]:
    resource = asked.resource or {}
    yield from _of_type(resource, resource_type)
    if asked.mode == "update" and not ("id" in resource or "identifier" in resource):
        text = "An update names its resource; give it the id, or a business identifier."
        yield Issue("error", "required", f"{resource_type}.id", text)
    if asked.mode == "create" and "id" in resource:
        text = "A create gets an id from the hub; the one that was sent is left aside."
        yield Issue("information", "informational", f"{resource_type}.id", text)


def _on_instance(asked: ValidationAsked, resource_type: str, resource_id: str) -> Iterator[Issue]:
    resource = asked.resource or {}
    yield from _of_type(resource, resource_type)
    if asked.mode == "create":
        text = "A create has no id in its URL; ask it of the type."
        yield Issue("error", "business-rule", f"{resource_type}.id", text)
    elif resource.get("id") != resource_id:
        text = "The id is not the one that the URL names; an update has the same in both."
        yield Issue("error", "invalid", f"{resource_type}.id", text)


def _of_type(resource: Mapping[str, Any], resource_type: str) -> Iterator[Issue]:
    if resource.get("resourceType") != resource_type:
        text = f"The URL says {resource_type}; send a resource of that type."
        yield Issue("error", "invalid", "resourceType", text)


def _row(call: Call) -> Record:
    return Record(
        at=call.errand.now,
        request_id=call.errand.request_id,
        interaction="operation",
        status=200,
        rule=NOTHING,
        errand=call.errand,
        type=named_type(call.segments),
        detail={"operation": "$validate"},
    )


def _said(issues: list[Issue]) -> Answer:
    return Answer(200, msgspec.json.encode(operation_outcome(issues or [ALL_OK])))
