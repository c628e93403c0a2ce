"""The paths of one resource type, by what the CapabilityStatement says of it.

https://hl7.org/fhir/R4/http.html
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hub.fhir.as_bytes import KIND as BINARY
from hub.fhir.openapi.operations import offered
from hub.fhir.openapi.parts import (
    BYTES,
    FORM,
    ID,
    OF_ONE,
    SHAPES,
    TEXT,
    WRITES,
    answers,
    fhir_body,
    of_type,
    open_to_all,
    query,
    ref,
)
from hub.fhir.patch_body import JSON_PATCH
from hub.fhir.types import DEFINED, WRITTEN_BY_THE_HUB

_VERSION = ref("parameters", "version")
_IF_MATCH = ref("parameters", "if-match")
_HELD = [ref("parameters", "if-none-match"), ref("parameters", "if-modified-since")]
_PREFER = ref("parameters", "prefer")
_Paths = dict[str, dict[str, Any]]
_PART = ("_summary", "_elements")
OF_HISTORIES = [
    *(query(one) for one in ("_since", "_at")),
    *(ref("parameters", one.strip("_")) for one in ("_count", *_PART)),
]


def type_paths(said: Mapping[str, Any]) -> dict[str, Any]:
    """By path, each with its methods; `said` is the part of the CapabilityStatement."""
    kind = said["type"]
    paths: dict[str, dict[str, Any]] = {}
    for interaction in said["interaction"]:
        for tail, methods in _INTERACTIONS[interaction["code"]](kind, said).items():
            paths.setdefault(f"/fhir/{kind}{tail}", {}).update(methods)
    for operation in said.get("operation", []):
        paths |= offered(kind, f"${operation['name']}")
    return paths


def _written(
    kind: str, name: str, parameters: list[Any], done: Sequence[int] = (200, 201)
) -> dict[str, Any]:
    more = (*OF_ONE, *WRITES) if ID in parameters else WRITES
    return {
        **of_type(kind, name, [*parameters, _PREFER]),
        "requestBody": fhir_body(kind),
        "responses": answers(done, more, told="written"),
    }


def _shapes(kind: str) -> Sequence[str]:
    """What shapes a search of it: what the hub itself writes is found by less."""
    if kind in WRITTEN_BY_THE_HUB:
        return ("_count", *_PART)
    return ("_count", "_total", *_PART) if kind in DEFINED else SHAPES


def _search(kind: str, said: Mapping[str, Any]) -> _Paths:
    asked = said["searchParam"]
    names = [*(one["name"] for one in asked), *_shapes(kind)]
    fields = {"type": "object", "properties": dict.fromkeys(names, TEXT)}
    by_post = {
        **of_type(kind, "search-by-post", []),
        "requestBody": {"content": {FORM: {"schema": fields}}},
    }
    parameters = [query(one["name"], one["type"]) for one in asked]
    parameters += [ref("parameters", one.strip("_")) for one in _shapes(kind)]
    by_get = of_type(kind, "search", parameters) | (open_to_all() if kind in DEFINED else {})
    return {
        "": {"get": by_get},
        "/_search": {"post": by_post},
    }


def _create(kind: str, said: Mapping[str, Any]) -> _Paths:
    unless = []
    methods = {}
    if said.get("conditionalUpdate"):
        identifier = query("identifier", "token", required=True)
        unless = [query("identifier", "token"), ref("parameters", "if-none-exist")]
        methods["put"] = _written(kind, "conditional-update", [identifier, _IF_MATCH])
        methods["patch"] = _patched(kind, "conditional-patch", [identifier, _IF_MATCH])
    return {"": {"post": _with_bytes(kind, _written(kind, "create", unless)), **methods}}


def _with_bytes(kind: str, one: dict[str, Any]) -> dict[str, Any]:
    """A Binary is sent as what it holds too."""
    if kind == BINARY:
        one["requestBody"]["content"] |= BYTES
    return one


def _patched(kind: str, name: str, parameters: list[Any]) -> dict[str, Any]:
    one = _written(kind, name, parameters, (200,))
    contents = one["requestBody"]["content"]
    patch = {"type": "array", "items": {"type": "object"}}
    return {
        **one,
        "requestBody": {"required": True, "content": {**contents, JSON_PATCH: {"schema": patch}}},
    }


def _delete(kind: str, said: Mapping[str, Any]) -> _Paths:
    done = {"responses": answers((200, 204), WRITES)}
    of_one = of_type(kind, "delete", [ID, _IF_MATCH, _PREFER])
    paths: _Paths = {"/{id}": {"delete": {**of_one, **done}}}
    if said.get("conditionalDelete") == "single":
        asked = [query("identifier", "token", required=True), _IF_MATCH, _PREFER]
        paths[""] = {"delete": {**of_type(kind, "conditional-delete", asked), **done}}
    return paths


def _read(kind: str, _: Mapping[str, Any]) -> _Paths:
    one = of_type(kind, "read", [ID])
    if kind in DEFINED:
        return {"/{id}": {"get": one | open_to_all()}}
    if kind not in WRITTEN_BY_THE_HUB:
        one["parameters"] += _HELD
        one["responses"] = answers((200, 304), OF_ONE, told=_told(kind))
    return {"/{id}": {"get": one}}


def _vread(kind: str, _: Mapping[str, Any]) -> _Paths:
    one = of_type(kind, "vread", [ID, _VERSION])
    one["responses"] = answers(more=OF_ONE, told=_told(kind))
    return {"/{id}/_history/{version}": {"get": one}}


def _told(kind: str) -> str:
    return "binary" if kind == BINARY else "resource"


_INTERACTIONS: Mapping[str, Callable[[str, Mapping[str, Any]], _Paths]] = {
    "search-type": _search,
    "create": _create,
    "delete": _delete,
    "read": _read,
    "update": lambda kind, _: {
        "/{id}": {"put": _with_bytes(kind, _written(kind, "update", [ID, _IF_MATCH]))}
    },
    "patch": lambda kind, _: {"/{id}": {"patch": _patched(kind, "patch", [ID, _IF_MATCH])}},
    "history-instance": lambda kind, _: {
        "/{id}/_history": {"get": of_type(kind, "history", [ID, *OF_HISTORIES])}
    },
    "history-type": lambda kind, _: {
        "/_history": {"get": of_type(kind, "history-of-type", OF_HISTORIES)}
    },
    "vread": _vread,
}
