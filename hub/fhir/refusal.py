"""A refusal leaves its row in the ledger too."""

from datetime import datetime

from msgspec import structs
from starlette.types import Scope

from hub.errors import FhirError, Unauthenticated
from hub.fhir import wire
from hub.fhir.call import Call
from hub.fhir.parts import Hub
from hub.ledger.record import Record
from profiles.r4.tables import resource_types

_HISTORY = "_history"
_PAST = {0: "history-system", 1: "history-type", 2: "history-instance"}
"""By how much stands before it."""


async def record_refusal(hub: Hub, call: Call, refusal: FhirError) -> None:
    """Write a row for each inhabitant it was about, unless the interaction wrote what it found."""
    if refusal.recorded:
        return
    row = refused_call(call, refusal)
    whose = refusal.whose or (None,)
    await hub.access.ledger.write(*(structs.replace(row, pat=pat) for pat in whose))


def refused_call(call: Call, refusal: FhirError) -> Record:
    """What is kept of a refused call: never its parameters or body."""
    return Record(
        at=call.errand.now,
        request_id=call.errand.request_id,
        interaction=interaction_of(call),
        status=refusal.status,
        rule=refusal.rule,
        errand=call.errand,
        type=named_type(call.segments),
    )


def stranger(
    request_id: str, at: datetime, scope: Scope, segments: tuple[str, ...], refusal: FhirError
) -> Record:
    """What is kept of a call without a valid token: whose a stolen one is stands sealed."""
    claimed = refusal.claimed if isinstance(refusal, Unauthenticated) else None
    return Record(
        at=at,
        request_id=request_id,
        interaction=wire.method(scope).lower(),
        address=wire.address(scope),
        status=refusal.status,
        rule=refusal.rule,
        type=named_type(segments),
        detail={"claimed": claimed} if claimed else {},
    )


async def record(hub: Hub, row: Record) -> None:
    """One row, committed."""
    await hub.access.ledger.write(row)


def interaction_of(call: Call) -> str:
    """The interaction that was asked, as far as method and path tell."""
    if not call.segments:
        return "transaction"
    shapes = {
        "GET": "read" if len(call.segments) > 1 else "search-type",
        "PUT": "update",
        "DELETE": "delete",
        "PATCH": "patch",
    }
    if _HISTORY in call.segments:
        *before, last = call.segments
        return _PAST.get(len(before), "other") if last == _HISTORY else "vread"
    if call.segments[-1].startswith("$"):
        return "operation"
    if call.method == "POST":
        return "search-type" if call.segments[-1] == "_search" else "create"
    return shapes.get(call.method, "other")


def named_type(segments: tuple[str, ...]) -> str | None:
    """The resource type in the path, if it is one: whatever else stands there is not kept."""
    kind = segments[0] if segments else None
    return kind if kind in resource_types() else None
