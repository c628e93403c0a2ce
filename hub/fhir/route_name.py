"""The name by which requests are counted: an interaction and a type, of a closed set."""

from starlette.types import Scope

from hub.fhir import wire
from hub.fhir.compartment import of_compartment
from hub.fhir.refusal import named_type
from hub.telemetry.seen import CLIENT, NOBODY, Asked

OTHER = "other"
_OPEN = {
    ("metadata",): "capabilities",
    (".well-known", "smart-configuration"): "discovery",
}
_AT_THE_END = {
    "_search": "search",
    "_history": "history",
    "$validate": "validate",
    "$meta": "meta",
    "$match": "match",
    "$merge": "merge",
    "$unmerge": "unmerge",
    "$access-decision": "access decision",
    "$access-log": "access log",
    "$summary": "summary",
    "$board": "board",
    "$capacity": "capacity",
    "$evaluate-measure": "evaluate measure",
    "$status": "subscription status",
    "$events": "subscription events",
    "$extract": "extract",
    "$forecast": "forecast",
    "$populate": "populate",
    "$consent-options": "consent options",
    "$consent-status": "consent status",
}
_READS = ("search", "read", "history", "vread")
_WRITES = {"PUT": "update", "DELETE": "delete", "PATCH": "patch"}


def asked(scope: Scope, segments: tuple[str, ...], request_id: str) -> Asked:
    """The request as it may be told."""
    if inside := of_compartment(segments):
        segments = inside.segments
    method, client = wire.method(scope), scope.get(CLIENT, NOBODY)
    kind = named_type(segments) or NOBODY
    return Asked(request_id, method, kind, route_name(method, segments, kind, client), client)


def route_name(method: str, segments: tuple[str, ...], kind: str, client: str) -> str:
    """`read Patient`, `search Goal`, `transaction` (a batch too).

    A stranger's names no type, so that whoever has no token adds no series.
    """
    interaction = _interaction(method, segments)
    if NOBODY in (kind, client):
        return interaction
    return f"{interaction} {kind}"


def _interaction(method: str, segments: tuple[str, ...]) -> str:
    if not segments:
        return "transaction" if method == "POST" else OTHER
    last = segments[-1]
    if last[:1] in {"$", "_"}:
        return _AT_THE_END.get(last, OTHER)
    if method == "GET":
        long = len(segments)
        if long > len(_READS):
            return OTHER
        return _OPEN.get(segments) or _READS[long - 1]
    if method == "POST":
        return "create" if len(segments) == 1 else OTHER
    return _WRITES.get(method, OTHER)
