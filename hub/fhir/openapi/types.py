"""The paths of one resource type, by what the CapabilityStatement says of it.

https://hl7.org/fhir/R4/http.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from hub.fhir.openapi.operations import offered
from hub.fhir.openapi.parts import (
    FORM,
    TEXT,
    WRITES,
    answers,
    fhir_body,
    of_type,
    query,
    ref,
)
from hub.fhir.patch_body import JSON_PATCH

_ID, _VERSION = ref("parameters", "id"), ref("parameters", "version")
_IF_MATCH = ref("parameters", "if-match")
_PREFER = ref("parameters", "prefer")
_Paths = dict[str, dict[str, Any]]
_OF_SEARCHES = ("_count", "_include", "_revinclude", "_sort")
OF_HISTORIES = [query(one) for one in ("_since", "_at", "_count")]


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
    kind: str, name: str, done: int, parameters: list[Any] | None = None
) -> dict[str, Any]:
    return {
        **of_type(kind, name, [*(parameters or []), _PREFER]),
        "requestBody": fhir_body(kind),
        "responses": answers(done, WRITES),
    }


def _search(kind: str, said: Mapping[str, Any]) -> _Paths:
    asked = said["searchParam"]
    names = [*(one["name"] for one in asked), *_OF_SEARCHES]
    fields = {"type": "object", "properties": dict.fromkeys(names, TEXT)}
    by_post = {
        **of_type(kind, "search-by-post", []),
        "requestBody": {"content": {FORM: {"schema": fields}}},
    }
    parameters = [query(one["name"], one["type"]) for one in asked]
    return {
        "": {"get": of_type(kind, "search", parameters)},
        "/_search": {"post": by_post},
    }


def _create(kind: str, said: Mapping[str, Any]) -> _Paths:
    methods = {"post": _written(kind, "create", 201, [])}
    if said.get("conditionalUpdate"):
        identifier = query("identifier", "token")
        methods["put"] = _written(kind, "conditional-update", 200, [identifier])
        methods["patch"] = _patched(kind, "conditional-patch", [identifier, _IF_MATCH])
    return {"": methods}


def _patched(kind: str, name: str, parameters: list[Any]) -> dict[str, Any]:
    one = _written(kind, name, 200, parameters)
    contents = one["requestBody"]["content"]
    patch = {"type": "array", "items": {"type": "object"}}
    return {
        **one,
        "requestBody": {"required": True, "content": {**contents, JSON_PATCH: {"schema": patch}}},
    }


def _delete(kind: str, said: Mapping[str, Any]) -> _Paths:
    done = {"responses": answers(204, WRITES)}
    paths: _Paths = {"/{id}": {"delete": {**of_type(kind, "delete", [_ID]), **done}}}
    if said.get("conditionalDelete") == "single":
        identifier = query("identifier", "token")
        paths[""] = {"delete": {**of_type(kind, "conditional-delete", [identifier]), **done}}
    return paths


_INTERACTIONS: Mapping[str, Callable[[str, Mapping[str, Any]], _Paths]] = {
    "search-type": _search,
    "create": _create,
    "delete": _delete,
    "read": lambda kind, _: {"/{id}": {"get": of_type(kind, "read", [_ID])}},
    "update": lambda kind, _: {"/{id}": {"put": _written(kind, "update", 200, [_ID, _IF_MATCH])}},
    "patch": lambda kind, _: {"/{id}": {"patch": _patched(kind, "patch", [_ID, _IF_MATCH])}},
    "history-instance": lambda kind, _: {
        "/{id}/_history": {"get": of_type(kind, "history", [_ID, *OF_HISTORIES])}
    },
    "history-type": lambda kind, _: {
        "/_history": {"get": of_type(kind, "history-of-type", OF_HISTORIES)}
    },
    "vread": lambda kind, _: {
        "/{id}/_history/{version}": {"get": of_type(kind, "vread", [_ID, _VERSION])}
    },
}
