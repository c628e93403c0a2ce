"""What many operations of the document share: parameters, bodies and answers.

https://spec.openapis.org/oas/v3.1.0#components-object
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.fhir.access_log.formats import COMPACT, CSV
from hub.fhir.summary.formats import TEXT as SUMMARY_TEXT

JSON, XML = "application/fhir+json", "application/fhir+xml"
FORM = "application/x-www-form-urlencoded"
TEXT = {"type": "string"}
SHAPES = ("_count", "_include", "_revinclude", "_sort", "_total", "_summary", "_elements")
"""What shapes the answer of a search."""
ANY = "*/*"
OPEN = (400, 406, 414, 429, 431, 500, 503)
"""What who needs no token may be told."""
REFUSALS = tuple(sorted({*OPEN, 401, 403, 404, 405, 408, 413, 415, 422}))
"""What any call with a token may be told, for any may have a body, or a number in its URL."""
OF_ONE = (410,)
WRITES = (409, 412, 428)
_SAID: Mapping[int, str] = {
    200: "Done; the answer is in the body",
    201: "Made; Location says where",
    204: "Deleted",
    304: "You have this version already",
    400: "Mend the request",
    401: "Get a new token",
    403: "Your scope, role or purpose does not allow it",
    404: "Not there, or not open to you: the hub does not tell which",
    405: "Use a method of Allow; what names a person goes in a body, by POST",
    406: "Ask for FHIR JSON or XML",
    408: "Send the body again, faster or in parts",
    409: "Not as this is now: read it again; with Retry-After, send the same again",
    410: "It was deleted",
    412: "The version in If-Match is not the newest, or a condition finds more than one",
    413: "Send less at a time",
    414: "Send a search by POST, with its parameters in the body",
    415: "Send FHIR JSON or XML, in UTF-8",
    422: "Mend the resource: see each issue's expression",
    428: "Send If-Match with the ETag that you read",
    429: "Wait, then send the same again",
    431: "Send fewer headers, or shorter ones",
    500: "The hub failed, or what is stored was changed outside of it: tell its owner X-Request-Id",
    503: "Wait, then send the same again",
}


def ref(kind: str, name: str) -> dict[str, str]:
    """To one of the components."""
    return {"$ref": f"#/components/{kind}/{name}"}


def answers(
    done: Sequence[int] = (200,),
    more: Sequence[int] = (),
    *,
    refused: Sequence[int] = REFUSALS,
    told: str = "resource",
) -> dict[str, Any]:
    """What comes back where it goes well, `told` in which form, and every refusal there may be."""
    well = {str(one): ref("responses", told if one < _NO_CONTENT else str(one)) for one in done}
    return well | {str(one): ref("responses", str(one)) for one in sorted({*refused, *more})}


def of_type(kind: str, name: str, parameters: list[Any]) -> dict[str, Any]:
    """One operation of the document, of a resource type; `parameters` are its own."""
    return {
        "operationId": f"{kind}-{name}",
        "tags": [kind],
        "parameters": [*parameters, ref("parameters", "request-id"), ref("parameters", "format")],
        "responses": answers(more=OF_ONE if ID in parameters else ()),
    }


def open_to_all() -> dict[str, Any]:
    """What is said of an operation on definitions: nobody needs a token to read one."""
    return {"security": [], "responses": answers(refused=OPEN, more=(404,))}


def fhir_body(type_: str, *, required: bool = True) -> dict[str, Any]:
    """A resource of this type, in either format."""
    schema = {**ref("schemas", "resource"), "description": type_}
    return {"required": required, "content": {one: {"schema": schema} for one in (JSON, XML)}}


def table_body() -> dict[str, Any]:
    """A file of a spreadsheet."""
    return {"required": True, "content": {CSV: {"schema": TEXT}}}


def form_body(*names: str) -> dict[str, Any]:
    """A form with these fields, in the body: so that nothing of them stands in a URL."""
    fields = {"type": "object", "properties": dict.fromkeys(names, TEXT)}
    return {"required": True, "content": {FORM: {"schema": fields}}}


def query(name: str, kind: str = "", *, required: bool = False) -> dict[str, Any]:
    """A parameter behind the question mark; FHIR says what its kind means."""
    about = {"description": f"search parameter of type {kind}"} if kind else {}
    must = {"required": True} if required else {}
    return {"name": name, "in": "query", **about, **must, "schema": TEXT}


def header(name: str, about: str) -> dict[str, Any]:
    """A header that a call may have."""
    return {"name": name, "in": "header", "description": about, "schema": TEXT}


def in_path(name: str) -> dict[str, Any]:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


ID = ref("parameters", "id")
BYTES = {ANY: {"schema": {"type": "string", "format": "binary"}}}
_NO_CONTENT, _NOT_MODIFIED = 204, 304
_RESOURCE = {one: {"schema": ref("schemas", "resource")} for one in (JSON, XML)}
_OUTCOME = {one: {"schema": ref("schemas", "outcome")} for one in (JSON, XML)}

COMPONENTS: Mapping[str, Any] = {
    "parameters": {
        "id": in_path("id"),
        "version": in_path("version"),
        "type": in_path("type"),
        "if-match": header("If-Match", "the ETag of the version that is changed"),
        "if-none-exist": header("If-None-Exist", "identifier=system|value: made unless it is here"),
        "if-none-match": header("If-None-Match", "the ETag of the version that you have"),
        "if-modified-since": header("If-Modified-Since", "the Last-Modified of what you have"),
        "prefer": header(
            "Prefer", "return=representation (as without it), minimal or OperationOutcome"
        ),
        "request-id": header("X-Request-Id", "comes back, and stands in the ledger"),
        "format": query("_format"),
        **{one.strip("_"): query(one) for one in SHAPES},
    },
    "responses": {
        "resource": {"description": "A resource", "content": _RESOURCE},
        "written": {
            "description": "Stored; with Prefer: return=minimal there is no body",
            "content": _RESOURCE,
        },
        "binary": {"description": "What it holds, or a resource", "content": _RESOURCE | BYTES},
        "summary": {
            "description": "A document, or its text",
            "content": _RESOURCE | {SUMMARY_TEXT: {"schema": TEXT}},
        },
        "figures": {
            "description": "A MeasureReport, or a table",
            "content": _RESOURCE | {CSV: {"schema": TEXT}},
        },
        "access-log": {
            "description": "Parameters, the same in short, or a table",
            "content": _RESOURCE | {CSV: {"schema": TEXT}, COMPACT: {"schema": {"type": "object"}}},
        },
        **{str(one): {"description": _SAID[one]} for one in (_NO_CONTENT, _NOT_MODIFIED)},
        **{
            str(one): {"description": _SAID[one], "content": _OUTCOME}
            for one in (*REFUSALS, *OF_ONE, *WRITES)
        },
        "oauth": {
            "description": "An OAuth error",
            "content": {"application/json": {"schema": ref("schemas", "oauth")}},
        },
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
        "oauth": {
            "type": "object",
            "properties": {"error": TEXT, "error_description": TEXT},
            "required": ["error"],
        },
    },
}
