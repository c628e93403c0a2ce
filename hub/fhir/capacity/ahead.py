"""`MeasureReport/$forecast`: places two weeks ahead, and how far such a forecast was off before.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from hub.fhir.call import Answer, Call
from hub.fhir.capacity.told import care_type
from hub.fhir.choices.parameters import Part, organization, parameters, parts
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.query.capacity_ahead import NAME, Expectations
from hub.security.granted import require_one_scope
from hub.transfer.figures.ahead import Expectation
from hub.transfer.figures.forecast import Error, Expected
from profiles.instant import instant

TAKEN = frozenset({"care-type"})


async def capacity_forecast(hub: Hub, call: Call, resource_type: str) -> Answer:
    """Sums of regions, and his own sites; to a transfer point all sites of one kind of care.

    Raises:
        Invalid: a parameter. Forbidden: no scope, or a person asks for himself.
    """
    require_one_scope(call.errand.client, resource_type, ("read", "search-type"))
    said = said_in(call, NAME, TAKEN)
    found = await hub.figures.ahead.told(call.errand, said.get("care-type"))
    return Answer(200, msgspec.json.encode(told(found)))


def told(found: Expectations) -> dict[str, Any]:
    """What can't be said is left out: zero is zero."""
    return parameters(_all(found))


def _all(found: Expectations) -> Iterator[Part]:
    yield {"name": "at", "valueInstant": instant(found.at)}
    for one in (*found.sums, *found.sites):
        yield parts("expectation", _expectation(one))


def _expectation(one: Expectation) -> Iterator[Part]:
    yield {"name": "region", "valueCode": one.region}
    if one.provider is not None:
        yield {"name": "provider", "valueReference": organization(one.provider, {})}
    if one.site is not None:
        yield {"name": "site", "valueReference": {"reference": one.site}}
    yield {"name": "care-type", "valueCoding": care_type(one.care_type)}
    yield {"name": "unit", "valueCode": one.unit}
    if one.district:
        yield {"name": "district", "valueString": one.district}
    for day in one.outlook.days:
        if day.free is not None:
            yield parts("day", _day(day))
    if one.outlook.error is not None:
        yield parts("error", _error(one.outlook.error))


def _day(day: Expected) -> Iterator[Part]:
    yield {"name": "date", "valueDate": day.day.isoformat()}
    for name, count in (("count", day.free), ("low", day.low), ("high", day.high)):
        if count is not None:
            yield {"name": name, "valueInteger": count}


def _error(error: Error) -> Iterator[Part]:
    yield {"name": "tried", "valueInteger": error.tried}
    yield {"name": "mean", "valueDecimal": float(error.mean)}
    yield {"name": "naive", "valueDecimal": float(error.naive)}
    if error.inside is not None:
        yield {"name": "inside", "valueDecimal": float(error.inside)}
