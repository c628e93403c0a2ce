"""The operation $validate, on a type and on one resource.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import structs

from consent.asker import Provider
from hub.errors import Invalid, operation_outcome
from hub.fhir.body import check_size
from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.fhir.refusal import named_type
from hub.fhir.validate.as_write import Told, named_by, of_deletion, of_one, of_transaction
from hub.fhir.validate.asked import ValidationAsked, asked_of
from hub.fhir.validate.batch import of_batch
from hub.ledger.record import NOTHING, Record
from hub.query import read as query
from hub.security.granted import require_one_scope
from hub.security.scopes import Interaction
from hub.validation.verdicts import Sent
from hub.write.draft import Condition
from profiles.issue import Issue, told_once
from profiles.text.parse import parse

ALL_OK = Issue(
    "information",
    "informational",
    "",
    "All OK: nothing stands in the way of this, as things are here now.",
)
_SCOPES: Mapping[str, Sequence[Interaction]] = {"create": ("create",), "update": ("update",)}
_ANY: Sequence[Interaction] = ("create", "update")


async def validate_type(hub: Hub, call: Call, resource_type: str) -> Answer:
    """`POST Type/$validate`: what a write of the resource that is sent would be told.

    Raises:
        Invalid: no resource, or an unknown mode or parameter. Forbidden: no scope to write it.
    """
    asked = asked_of(call)
    require_one_scope(call.errand.client, resource_type, _SCOPES.get(asked.mode, _ANY))
    if asked.mode == "delete":
        raise Invalid(f"mode delete is asked of one resource: {resource_type}/id/$validate")
    if asked.resource is None:
        raise Invalid(f"send the {resource_type} to validate, or Parameters with it as resource")
    return await _sent(hub, call, asked, resource_type, None)


async def validate_instance(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """`Type/id/$validate`: of what is sent, or else of what is stored under that id.

    Raises:
        NotFound: nothing was sent, and nothing is there for this caller. Invalid: as above.
    """
    asked = asked_of(call)
    wanted = query.Wanted(resource_type, resource_id, "operation")
    if asked.mode == "delete":
        require_one_scope(call.errand.client, resource_type, ("delete",))
        return await _said(hub, call, [await of_deletion(hub, call, resource_type, resource_id)])
    if asked.resource is not None:
        scopes = _SCOPES.get(asked.mode, _ANY)
        require_one_scope(call.errand.client, resource_type, scopes)
        return await _sent(hub, call, asked, resource_type, resource_id)
    require_one_scope(call.errand.client, resource_type, ("read",))
    body = (await query.current_version(hub.access, call.errand, wanted)).body
    return _answer(await _found(hub, call, parse(body), asked.profile, len(body)))


async def _sent(
    hub: Hub, call: Call, asked: ValidationAsked, kind: str, resource_id: str | None
) -> Answer:
    resource = asked.resource or {}
    check_size(resource, hub.settings.max_entries)
    person = not isinstance(call.errand.asker, Provider)
    told = []
    if person or asked.profile:
        named = list(_of_type(resource, kind))
        found = await _found(hub, call, resource, asked.profile, call.sent)
        told.append(Told([*named, *found]))
    if not person and (asked.mode in _SCOPES or not asked.profile):
        told += await _as_write(hub, call, asked, kind, resource_id)
    return await _said(hub, call, told)


async def _as_write(
    hub: Hub, call: Call, asked: ValidationAsked, kind: str, resource_id: str | None
) -> list[Told]:
    """By the mode: none is an update where the URL has an id, else a create."""
    resource = asked.resource or {}
    if resource_id is None and not asked.mode and resource.get("resourceType") == kind == "Bundle":
        if resource.get("type") == "transaction":
            return [await of_transaction(hub, call, resource)]
        if resource.get("type") == "batch":
            return await of_batch(hub, call, resource)
    if asked.mode == "create" and resource_id is not None:
        text = "A create has no id in its URL; ask it of the type."
        return [Told([Issue("error", "business-rule", f"{kind}.id", text)])]
    named: str | Condition | None = resource_id
    told = []
    if asked.mode == "update" and named is None:
        named = named_by(resource, kind)
        if named is None:
            text = "An update names its resource; give it the id, or a business identifier."
            told.append(Told([Issue("error", "required", f"{kind}.id", text)]))
    elif asked.mode == "create" and "id" in resource:
        text = "A create gets an id from the hub; the one that was sent is left aside."
        told.append(Told([Issue("information", "informational", f"{kind}.id", text)]))
    return [*told, await of_one(hub, call, kind, resource, named)]


async def _found(
    hub: Hub, call: Call, resource: dict[str, Any], profile: str, size: int
) -> list[Issue]:
    return await hub.verdicts.of_question(Sent(resource, call.errand, size), profile)


def _of_type(resource: Mapping[str, Any], resource_type: str) -> list[Issue]:
    if resource.get("resourceType") == resource_type:
        return []
    text = f"The URL says {resource_type}; send a resource of that type."
    return [Issue("error", "invalid", "resourceType", text)]


async def _said(hub: Hub, call: Call, told: Sequence[Told]) -> Answer:
    """The answer; the ledger has a row for each inhabitant that was looked at for it."""
    row = Record(
        at=call.errand.now,
        request_id=call.errand.request_id,
        interaction="operation",
        status=200,
        rule=" ".join(dict.fromkeys(one.rule for one in told if one.rule)) or NOTHING,
        errand=call.errand,
        type=named_type(call.segments),
        detail={"operation": "$validate"},
    )
    whose = dict.fromkeys(pat for one in told for pat in one.whose) or (None,)
    rows = [structs.replace(row, pat=pat) for pat in whose]
    await hub.access.ledger.write(*rows, *(row for one in told for row in one.shown))
    return _answer([issue for one in told for issue in one.issues])


def _answer(issues: Sequence[Issue]) -> Answer:
    return Answer(200, msgspec.json.encode(operation_outcome(told_once(issues) or [ALL_OK])))
