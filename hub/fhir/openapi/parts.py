"""What many operations of the document share: parameters, bodies and answers.

https://spec.openapis.org/oas/v3.1.0#components-object
"""

from collections.abc import Mapping, Sequence
from typing import Any

JSON, XML = "application/fhir+json", "application/fhir+xml"
FORM = "application/x-www-form-urlencoded"
TEXT = {"type": "string"}
REFUSALS = (400, 401, 403, 404, 406, 429, 503)
"""What any call with a token may be told."""
WRITES = (409, 412, 413, 415, 422, 428)
_SAID: Mapping[int, str] = {
    200: "Done; the answer is in the body",
    201: "Made; Location says where",
    204: "Deleted",
    400: "Mend the request",
    401: "Get a new token",
    403: "Your scope, role or purpose does not allow it",
    404: "Not there, or not open to you: the hub does not tell which",
    406: "Ask for FHIR JSON or XML",
    409: "Not as this is now: read it again; with Retry-After, send the same again",
    412: "The version in If-Match is not the newest, or a condition finds more than one",
    413: "Send less at a time",
    415: "Send FHIR JSON or XML, in UTF-8",
    422: "Mend the resource: see each issue's expression",
    428: "Send If-Match with the ETag that you read",
    429: "Wait, then send the same again",
    503: "Wait, then send the same again",
}


def ref(kind: str, name: str) -> dict[str, str]:
    """To one of the components."""
    return {"$ref": f"#/components/{kind}/{name}"}


def answers(done: int, more: Sequence[int] = ()) -> dict[str, Any]:
    """What comes back where it goes well, and every refusal there may be."""
    refused = {str(one): ref("responses", str(one)) for one in sorted({*REFUSALS, *more})}
    return {
        str(done): ref("responses", "deleted" if done == _NO_CONTENT else "resource"),
        **refused,
    }


def of_type(kind: str, name: str, parameters: list[Any]) -> dict[str, Any]:
    """One operation of the document, of a resource type; `parameters` are its own."""
    return {
        "operationId": f"{kind}-{name}",
        "tags": [kind],
        "parameters": [*parameters, ref("parameters", "request-id"), ref("parameters", "format")],
        "responses": answers(200),
    }


def fhir_body(type_: str, *, required: bool = True) -> dict[str, Any]:
    """A resource of this type, in either format."""
    schema = {**ref("schemas", "resource"), "description": type_}
    return {"required": required, "content": {one: {"schema": schema} for one in (JSON, XML)}}


def form_body(*names: str) -> dict[str, Any]:
    """A form with these fields, in the body: so that nothing of them stands in a URL."""
    fields = {"type": "object", "properties": dict.fromkeys(names, TEXT)}
    return {"required": True, "content": {FORM: {"schema": fields}}}


def query(name: str, kind: str = "") -> dict[str, Any]:
    """A parameter behind the question mark; FHIR says what its kind means."""
    about = {"description": f"search parameter of type {kind}"} if kind else {}
    return {"name": name, "in": "query", **about, "schema": TEXT}


def header(name: str, about: str) -> dict[str, Any]:
    """A header that a call may have."""
    return {"name": name, "in": "header", "description": about, "schema": TEXT}


def in_path(name: str) -> dict[str, Any]:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


_NO_CONTENT = 204
_RESOURCE = {one: {"schema": ref("schemas", "resource")} for one in (JSON, XML)}
_OUTCOME = {one: {"schema": ref("schemas", "outcome")} for one in (JSON, XML)}

COMPONENTS: Mapping[str, Any] = {
    "parameters": {
        "id": in_path("id"),
        "version": in_path("version"),
        "type": in_path("type"),
        "if-match": header("If-Match", "the ETag of the version that is changed"),
        "prefer": header(
            "Prefer", "return=representation (as without it), minimal or OperationOutcome"
        ),
        "request-id": header("X-Request-Id", "comes back, and stands in the ledger"),
        "format": query("_format"),
    },
    "responses": {
        "resource": {"description": "A resource", "content": _RESOURCE},
        "deleted": {"description": _SAID[_NO_CONTENT]},
        **{
            str(one): {"description": _SAID[one], "content": _OUTCOME}
            for one in (*REFUSALS, *WRITES)
        },
        "oauth": {"description": "An OAuth error", "content": {"application/json": {}}},
    },
    "schemas": {
        "resource": {
            "type": "object",
            "properties": {"resourceType": TEXT, "id": TEXT},
            "required": ["resourceType"],
        },
        "outcome": {
            "type": "object",
            "properties": {
                "resourceType": {"const": "OperationOutcome"},
                "issue": {"type": "array", "items": {"type": "object"}},
            },
            "required": ["resourceType", "issue"],
        },
    },
}
