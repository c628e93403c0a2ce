"""Each type of R4 is found by a value of every parameter that metadata lists.

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from hub.search.registry import searchable
from profiles.search.definitions import SearchParameter
from profiles.search.extract import values_of
from profiles.search.values import (
    CompositeValue,
    DateValue,
    LogicalReferenceValue,
    NumberValue,
    PositionValue,
    QuantityValue,
    ReferenceValue,
    SearchValue,
    StringValue,
    TokenValue,
    UriValue,
)
from tests.conformance.shelf import KINDS, Shelf
from tests.hub.dossier import names

pytestmark = pytest.mark.anyio


def escaped(text: str | None) -> str:
    return "".join(f"\\{each}" if each in "\\,|$" else each for each in text or "")


def with_system(system: str | None, code: str | None) -> str:
    return f"{escaped(system)}|{escaped(code)}" if system else escaped(code)


def number(value: NumberValue | QuantityValue) -> str:
    if value.low == value.high:
        return f"{value.low:f}"
    return f"ge{value.high:f}" if value.high.is_finite() else f"ge{value.low:f}"


ASKED: dict[type, Callable[[Any], str]] = {
    TokenValue: lambda value: with_system(value.system, value.code),
    LogicalReferenceValue: lambda value: with_system(value.system, value.value),
    ReferenceValue: lambda value: f"{value.type}/{value.id}",
    DateValue: lambda value: f"ge{value.low.isoformat()}",
    StringValue: lambda value: escaped(value.text[:30]),
    UriValue: lambda value: escaped(value.uri),
    NumberValue: number,
    QuantityValue: lambda value: f"{number(value)}|{escaped(value.system)}|{escaped(value.code)}",
    PositionValue: lambda value: f"{value.latitude}|{value.longitude}|1|km",
    CompositeValue: lambda value: "$".join(asked(part[0]) for part in value.parts),
}


def asked(value: SearchValue) -> str:
    """What finds this value, as narrowly as it can be asked."""
    return ASKED[type(value)](value)


def way(definition: SearchParameter, value: SearchValue | None) -> dict[str, str]:
    """Names and values by which what shows this value, or none, is to be found."""
    code = definition.code
    if value is None:
        return {f"{code}:missing": "true"}
    identifies = isinstance(value, LogicalReferenceValue)
    return {
        f"{code}{':identifier' if identifies else ''}": asked(value),
        f"{code}:missing": "false",
    }


async def is_found(shelf: Shelf, place: str, asked: dict[str, str]) -> bool:
    """Whether it is, and it alone of what has its id."""
    kind, _, name = place.partition("/")
    answer = await shelf.source.find(kind, _id=name, **asked)
    return answer.status_code == 200 and names(answer) == [place]


async def lost(shelf: Shelf, place: str) -> tuple[set[str], list[Any]]:
    """Of what stands here the parameters that it has a value of, and what it is not found by.

    By all of them at once, which have to hold each; by one at a time where they do not.
    """
    read = await shelf.source.get(place, accept="application/fhir+json")
    resource: dict[str, Any] = json.loads(read.content, parse_float=Decimal)
    parameters = searchable(resource["resourceType"]).values()
    values = {one: next(values_of(resource, one.code), None) for one in parameters}
    of_each = {one.code: way(one, value) for one, value in values.items()}
    together = {name: text for each in of_each.values() for name, text in each.items()}
    of_none = [] if await is_found(shelf, place, together) else list(of_each.items())
    known = {one.code for one, value in values.items() if value is not None}
    return known, [each for each in of_none if not await is_found(shelf, place, each[1])]


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_found_by_a_value_of_each_parameter_that_is_listed(
    shelf: Shelf, kind: str
) -> None:
    found = [await lost(shelf, place) for place in (shelf.places[kind], *shelf.others[kind])]

    assert [each for _, missed in found for each in missed] == []
    assert searchable(kind).keys() - {code for known, _ in found for code in known} == set()


@pytest.mark.parametrize("kind", ["Observation", "Location", "Encounter", "Practitioner", "List"])
async def test_it_is_not_found_by_another_value_of_any_parameter(shelf: Shelf, kind: str) -> None:
    others = {
        "token": "https://example.org/other|never-was",
        "reference": "https://example.org/never/was",
        "date": "lt1066",
        "string": "never was",
        "uri": "https://example.org/never/was",
        "number": "123456789",
        "quantity": "123456789",
        "special": "-80|0|1|km",
    }
    name = shelf.places[kind].partition("/")[2]
    for definition in searchable(kind).values():
        parts = definition.components or (definition,)
        text = "$".join(others[one.type] for one in parts)
        answer = await shelf.source.find(kind, _id=name, **{definition.code: text})
        assert names(answer) == [], definition.code
