"""/openapi.json: valid, whole, and of nothing that the hub does not do.

The document was judged once by openapi-spec-validator too; what it looks for is looked for here.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI

from hub.fhir.capabilities import capabilities
from hub.fhir.catalogue import Catalogue
from hub.fhir.openapi.document import openapi
from hub.fhir.routes import OF_EVERY_TYPE, OPERATIONS, methods_at
from hub.fhir.types import DEFINED
from hub.search.registry import searchable
from hub.security.announced import Announced
from profiles.packages.definitions import Definitions
from profiles.packages.package import shipped
from profiles.r4.tables import resource_types
from tests.hub.pages.door.front import asking
from tests.plugins.hub import Running

BY_ONE = {"PUT", "PATCH", "DELETE"}
ENGLISH = {"Accept-Language": "en"}
OPEN = frozenset({"CodeSystem", "ValueSet"})
"""Types that anybody may ask of."""
BARE = Announced("http://127.0.0.1:8000")
WHOLE = Announced("https://hub.example", *[True] * 5)
BOTH = pytest.mark.parametrize("said", [BARE, WHOLE], ids=["bare", "whole"])


@cache
def catalogue() -> Catalogue:
    return Catalogue(Definitions(shipped()))


@cache
def document(said: Announced) -> dict[str, Any]:
    return json.loads(openapi(said, catalogue()))


def operations(said: Announced) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document(said)["paths"].items():
        for method, one in methods.items():
            yield path, method, one


def resolved(said: Announced, value: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    _, *names = value["$ref"].split("/")
    found: Any = document(said)
    for name in names:
        found = found[name]
    return found


def references(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


@BOTH
def test_it_is_openapi_3_1_as_a_library_reads_it(said: Announced) -> None:
    assert document(said)["openapi"].startswith("3.1.")
    assert OpenAPI.model_validate(document(said)).paths


@BOTH
def test_every_reference_leads_somewhere(said: Announced) -> None:
    found = list(references(document(said)))

    assert len(found) > 1_000
    assert all(resolved(said, one) for one in found)


@BOTH
def test_every_part_of_a_path_is_described_and_no_name_is_there_twice(said: Announced) -> None:
    names = Counter(one["operationId"] for _, _, one in operations(said))
    for path, method, one in operations(said):
        parameters = [resolved(said, each) for each in one.get("parameters", [])]
        in_path = {each["name"] for each in parameters if each["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", path)), (path, method)
        keys = [(each["in"], each["name"]) for each in parameters]
        assert len(keys) == len(set(keys)), (path, method)
        assert one["responses"], (path, method)
        assert all(resolved(said, each)["description"] for each in one["responses"].values())
        assert ("requestBody" in one) <= (method in {"post", "put", "patch"}), (path, method)

    assert [name for name, times in names.items() if times > 1] == []


@BOTH
def test_every_security_scheme_that_is_asked_is_described(said: Announced) -> None:
    schemes = document(said)["components"]["securitySchemes"]
    asked = [document(said)["security"], *(one.get("security", []) for *_, one in operations(said))]

    assert {name for each in asked for one in each for name in one} == set(schemes)
    assert ("authorizationCode" in schemes["token"]["flows"]) is said.people


def test_it_has_each_interaction_of_the_capability_statement_and_no_more() -> None:
    statement = json.loads(capabilities(BARE.public_url, catalogue()))
    told = {(path, method) for path, method, _ in operations(BARE) if path.startswith("/fhir/")}
    told -= {("/fhir/metadata", "get"), ("/fhir/.well-known/smart-configuration", "get")}
    shapes = {
        "read": [("/{id}", "get")],
        "vread": [("/{id}/_history/{version}", "get")],
        "history-instance": [("/{id}/_history", "get")],
        "history-type": [("/_history", "get")],
        "search-type": [("", "get"), ("/_search", "post")],
        "create": [("", "post")],
        "update": [("/{id}", "put")],
        "patch": [("/{id}", "patch")],
        "delete": [("/{id}", "delete")],
    }

    expected = set()
    if statement["rest"][0]["compartment"]:
        inside = "/fhir/Patient/{id}/{type}"
        expected |= {(inside, "get"), (f"{inside}/_search", "post")}
    if {"code": "history-system"} in statement["rest"][0]["interaction"]:
        expected.add(("/fhir/_history", "get"))
    for one in statement["rest"][0]["resource"]:
        base = f"/fhir/{one['type']}"
        for each in one["interaction"]:
            expected |= {(base + tail, method) for tail, method in shapes[each["code"]]}
        if one.get("conditionalUpdate"):
            expected |= {(base, method) for method in ("put", "patch", "delete")}
        for each in one.get("operation", []):
            name = f"${each['name']}"
            levels = OF_EVERY_TYPE.get(name) or OPERATIONS[one["type"], name]
            for tail, methods in zip((f"/{name}", f"/{{id}}/{name}"), levels, strict=False):
                expected |= {(base + tail, method.lower()) for method in methods}
    assert told == expected


def test_each_address_takes_the_methods_that_are_listed_there_and_no_other() -> None:
    taken, listed = {}, {}
    for path, methods in document(WHOLE)["paths"].items():
        _, door, *segments = path.replace("{type}", "Goal").split("/")
        if door == "fhir" and resource_types().intersection(segments[:1]):
            taken[path] = set(methods_at([one.strip("{}") for one in segments]))
            listed[path] = {method.upper() for method in methods}
    # A type without an identifier is not updated or patched by one, and says so.
    others = {path for path, methods in taken.items() if methods > listed[path]}
    without = {f"/fhir/{kind}" for kind in resource_types() if "identifier" not in searchable(kind)}
    assert {path for path in others if not taken[path] - listed[path] <= BY_ONE} == set()
    assert others <= without
    assert [path for path, methods in listed.items() if not methods <= taken[path]] == []


def test_who_pushes_a_request_is_told_that_it_was_made() -> None:
    """https://www.rfc-editor.org/rfc/rfc9126#section-2.2."""
    done = {path: min(one["responses"]) for path, _, one in operations(WHOLE) if "/auth/" in path}

    assert done["/auth/par"] == done["/auth/launch"] == "201"
    assert done["/auth/token"] == done["/auth/revoke"] == done["/auth/introspect"] == "200"


def test_what_the_hub_writes_or_brings_is_searched_by_no_more_than_it_takes() -> None:
    for kind in ("AuditEvent", "ValueSet"):
        search = document(BARE)["paths"][f"/fhir/{kind}/_search"]["post"]
        [content] = search["requestBody"]["content"].values()

        assert {"_include", "_revinclude", "_sort"}.isdisjoint(content["schema"]["properties"])


def test_who_reads_a_definition_needs_no_token_and_all_others_do() -> None:
    open_to_all = {
        path.split("/")[2]
        for path, method, one in operations(BARE)
        if path.startswith("/fhir/") and one.get("security") == [] and method == "get"
    }

    assert open_to_all == {*DEFINED, "metadata", ".well-known"}


def test_the_doors_are_those_that_this_hub_has() -> None:
    def doors(said: Announced) -> set[str]:
        return {path for path, *_ in operations(said) if path.startswith("/auth")}

    assert doors(BARE) == {"/auth/token", "/auth/jwks"}
    assert doors(WHOLE) == doors(BARE) | {
        *("/auth/par", "/auth/authorize", "/auth/revoke", "/auth/introspect", "/auth/launch")
    }


@pytest.mark.anyio
async def test_it_is_served_and_what_it_lists_is_answered(hub: Running) -> None:
    async with asking(hub.app, accept="*/*") as browser:
        answer = await browser.get("/openapi.json")
        told = answer.json()
        doors = [path for path in told["paths"] if not path.startswith("/fhir/")]
        at = {path: await browser.request(_method(told, path), path) for path in doors}

    assert answer.headers["content-type"] == "application/json"
    assert told["servers"] == [{"url": hub.settings.public_url}]
    assert [path for path, one in at.items() if one.status_code in {404, 405}] == []


def _method(told: dict[str, Any], path: str) -> str:
    return next(iter(told["paths"][path])).upper()


async def test_what_an_operation_is_listed_to_take_it_takes(hub: Running) -> None:
    listed = []
    async with asking(hub.app, accept="*/*") as client:
        for kind in OPEN:
            [first] = (await client.get(f"/fhir/{kind}?_count=1")).json()["entry"]
            for path, name in _asked_by_url(kind):
                asked = path.replace("{id}", first["resource"]["id"])
                answer = await client.get(asked, params={name: "x"}, headers=ENGLISH)
                assert f"{path.rpartition('/')[2]} takes" not in answer.text
                listed.append(name)
    assert {"url", "filter", "codeA", "system"} <= set(listed)
    assert {"coding", "codeableConcept"}.isdisjoint(listed)


def _asked_by_url(kind: str) -> Iterator[tuple[str, str]]:
    """Of each operation of a type the parameters that are listed for GET."""
    for path, method, one in operations(BARE):
        if method == "get" and path.startswith(f"/fhir/{kind}/") and "$" in path:
            yield from ((path, each["name"]) for each in one["parameters"] if "in" in each)
