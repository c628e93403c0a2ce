"""Of each type what `metadata` lists is done when it is asked, and what it does not is refused.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from profiles.search.definitions import parameters
from profiles.text.parse import parse
from tests.conformance.shelf import ABOUT, KINDS, Shelf
from tests.conformance.test_capability_statement import interactions, listed
from tests.plugins.hub import Caller

pytestmark = pytest.mark.anyio

VALUES = {
    "token": "https://zeekraal.example/codes|ommetje",
    "reference": "https://zorgplein.example/fhir/Basic/1",
    "date": "ge2020-01-01",
    "string": "a",
    "uri": "https://zeekraal.example/a",
    "number": "gt0",
    "quantity": "gt0",
    "special": "52.35|5.26|10|km",
}
CONTEXT = ("patient", "subject")
ABSENT = "https://zeekraal.example/nummers|never-was"


def searches(kind: str) -> Iterator[str]:
    """One by each parameter that is listed, within one record where the type is of one."""
    for one in listed()[kind]["searchParam"]:
        name = one["name"]
        where = "" if name in {"_id", *CONTEXT} else _record(kind)
        yield f"{kind}?{where}{name}={quote(_value(kind, name, one['type']))}"


def _record(kind: str) -> str:
    whose = next((name for name in CONTEXT if _is_of_patient(kind, name)), None)
    return f"{whose}=Patient/1&" if whose else "_id=1&"


def _is_of_patient(kind: str, name: str) -> bool:
    known = {one["name"] for one in listed()[kind]["searchParam"]}
    if name == "patient" or name not in parameters(kind):
        return name in known & {"patient"}
    return "Patient" in parameters(kind)[name].targets


def _value(kind: str, name: str, of: str) -> str:
    if of == "composite":
        return "$".join(VALUES[part.type] for part in parameters(kind)[name].components)
    return "Patient/1" if _is_of_patient(kind, name) else VALUES[of]


async def in_one_batch(source: Caller, urls: list[str]) -> dict[str, Any]:
    """What each of these answers."""
    entry = [{"request": {"method": "GET", "url": url}} for url in urls]
    answer = await source.transaction({"resourceType": "Bundle", "type": "batch", "entry": entry})
    assert answer.status_code == 200, answer.text
    return dict(zip(urls, answer.json()["entry"], strict=True))


@pytest.mark.parametrize("kind", sorted(listed()))
async def test_every_search_that_is_listed_can_be_asked(shelf: Shelf, kind: str) -> None:
    answers = await in_one_batch(shelf.source, list(searches(kind)))
    refused = {
        url: one["response"]["outcome"]["issue"][0]["diagnostics"]
        for url, one in answers.items()
        if one["response"]["status"] != "200 OK"
    }
    assert refused == {}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_include_that_is_listed_comes_along(shelf: Shelf, kind: str) -> None:
    name = shelf.places[kind].partition("/")[2]
    includes = listed()[kind].get("searchInclude", [])
    urls = [f"{kind}?_id={name}&_include={one}" for one in includes]
    answers = await in_one_batch(shelf.source, urls) if urls else {}
    assert {one["resource"]["total"] for one in answers.values()} <= {1}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_way_to_one_that_is_listed_is_open(shelf: Shelf, kind: str) -> None:
    ask, place, codes = shelf.source, shelf.places[kind], interactions(kind)
    read = await ask.get(place)
    said = {
        "read": read,
        "vread": await ask.get(f"{place}/_history/1"),
        "history-instance": await ask.get(f"{place}/_history"),
        "search-type": await ask.get(f"{kind}?_id={place.partition('/')[2]}"),
        "history-type": await ask.get(f"{kind}/_history?_count=1"),
        "patch": await ask("PATCH", place, "[]", **{"Content-Type": "application/json-patch+json"}),
    }
    known = await ask.get(place, if_none_match=read.headers["ETag"])

    assert said.keys() <= codes
    assert {name: one.status_code for name, one in said.items()} == dict.fromkeys(said, 200)
    assert listed()[kind]["conditionalRead"] == "full-support"
    assert known.status_code == 304


@pytest.mark.parametrize("kind", KINDS)
async def test_a_condition_is_taken_where_that_is_listed(shelf: Shelf, kind: str) -> None:
    ask, sent = shelf.source, shelf.sent[kind]
    one = parse(sent).get("identifier", [])
    number = one[0] if isinstance(one, list) and one else one
    asked = f"{number['system']}|{number['value']}" if number else ABSENT

    made = await ask("POST", kind, sent, if_none_exist=f"identifier={asked}")

    if listed()[kind]["conditionalCreate"] and kind != ABOUT:
        assert made.status_code == 200, made.text
        assert shelf.places[kind] in made.headers["Location"]
    elif kind == ABOUT:
        assert made.status_code == 412, made.text
    else:
        assert made.status_code == 400, made.text


@pytest.mark.parametrize("kind", sorted(listed()))
async def test_what_is_not_listed_is_refused(shelf: Shelf, kind: str) -> None:
    ask, said = shelf.source, listed()[kind]
    place = shelf.places.get(kind, f"{kind}/1")
    asked = {
        "history-type": await ask.get(f"{kind}/_history"),
        "patch": await ask("PATCH", place, "[]", **{"Content-Type": "application/json-patch+json"}),
        "create": await ask("POST", kind, "{}"),
        "update": await ask("PUT", place, "{}"),
        "delete": await ask("DELETE", f"{kind}/never-was"),
        "vread": await ask.get(f"{kind}/never-was/_history/1"),
    }
    if said.get("conditionalDelete", "not-supported") == "not-supported":
        asked["delete-conditional"] = await ask("DELETE", f"{kind}?_id=never-was")
    refused = {name: one for name, one in asked.items() if name not in interactions(kind)}
    assert {
        name for name, one in refused.items() if one.status_code not in {400, 404, 405}
    } == set()
    outcomes = {one.json()["resourceType"] for one in refused.values()}
    assert outcomes <= {"OperationOutcome"}


@pytest.mark.parametrize("kind", sorted(listed()))
async def test_a_search_that_is_not_listed_is_refused(shelf: Shelf, kind: str) -> None:
    known = {one["name"] for one in listed()[kind]["searchParam"]}
    everywhere = {one["name"] for each in listed().values() for one in each["searchParam"]}
    others = sorted(everywhere - known)[::25]
    urls = [f"{kind}?_id=1&{name}=1" for name in others]
    answers = await in_one_batch(shelf.source, urls)
    taken = {url for url, one in answers.items() if not one["response"]["status"].startswith("4")}
    assert taken == set()
