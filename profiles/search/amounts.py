"""What values of each FHIR datatype show to number, quantity and place parameters.

https://hl7.org/fhir/R4/search.html#quantity
"""

from collections.abc import Iterator
from decimal import Decimal, DecimalException
from typing import Any

from profiles.search.definitions import SearchParameter
from profiles.search.values import NumberValue, PositionValue, QuantityValue, SearchValue

_ENDLESS = Decimal("Infinity")
_CURRENCY = "urn:iso:std:iso:4217"
_Span = tuple[Decimal, Decimal]


def numbers(parameter: SearchParameter, node: Any) -> list[SearchValue]:
    """From integer, decimal or Range."""
    if type(node) is dict:
        span = _ends(node)
        return [NumberValue(parameter.code, *span)] if span else []
    found = _number(node)
    return [] if found is None else [NumberValue(parameter.code, found, found)]


def quantities(parameter: SearchParameter, node: Any) -> list[SearchValue]:
    """From Quantity and its kinds, Money, Range, and the outer values of SampledData."""
    if type(node) is not dict:
        return []
    if "origin" in node:
        return _sampled(parameter.code, node)
    if "low" in node or "high" in node:
        return _range(parameter.code, node)
    span = _quantity(node)
    return [QuantityValue(parameter.code, *span, *_unit(node))] if span else []


def positions(parameter: SearchParameter, node: Any) -> list[SearchValue]:
    """From the position of a Location."""
    if type(node) is not dict:
        return []
    latitude, longitude = _number(node.get("latitude")), _number(node.get("longitude"))
    if latitude is None or longitude is None:
        return []
    return [PositionValue(parameter.code, float(latitude), float(longitude))]


def _number(node: Any) -> Decimal | None:
    if type(node) is Decimal:
        return node if node.is_finite() else None
    return Decimal(str(node)) if type(node) in {int, float} else None


def _quantity(node: dict[str, Any]) -> _Span | None:
    """Its comparator says that it is below or above: https://hl7.org/fhir/R4/datatypes.html#Quantity."""
    value = _number(node.get("value"))
    if value is None:
        return None
    match node.get("comparator"):
        case "<":
            return -_ENDLESS, value.next_minus()
        case "<=":
            return -_ENDLESS, value
        case ">":
            return value.next_plus(), _ENDLESS
        case ">=":
            return value, _ENDLESS
        case _:
            return value, value


def _unit(node: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    """System, code and what is shown; of Money the currency is its code."""
    if "currency" in node and (currency := _text(node, "currency")):
        return _CURRENCY, currency, None
    return _text(node, "system"), _text(node, "code"), _text(node, "unit")


def _range(code: str, node: dict[str, Any]) -> list[SearchValue]:
    """The unit is that of the first end that there is."""
    span = _ends(node)
    ends = [one for name in ("low", "high") if type(one := node.get(name)) is dict]
    return [QuantityValue(code, *span, *_unit(ends[0]))] if span else []


def _ends(node: dict[str, Any]) -> _Span | None:
    """An end left out is open: https://hl7.org/fhir/R4/datatypes.html#Range."""
    low, high = (
        _quantity(one) if type(one := node.get(name)) is dict else None for name in ("low", "high")
    )
    if low is None and high is None:
        return None
    return (low[0] if low else -_ENDLESS, high[1] if high else _ENDLESS)


def _sampled(code: str, node: dict[str, Any]) -> list[SearchValue]:
    """From the least to the most that was measured: https://hl7.org/fhir/R4/datatypes.html#SampledData."""
    origin = node["origin"]
    span = _quantity(origin) if type(origin) is dict else None
    if span is None:
        return []
    try:
        points = list(_points(node, span[0]))
    except DecimalException:
        return []
    low, high = (min(points), max(points)) if points else span
    return [QuantityValue(code, low, high, *_unit(origin))]


def _points(node: dict[str, Any], origin: Decimal) -> Iterator[Decimal]:
    """Each number of the data; E, L and U stand for an error and for what is beyond a limit."""
    factor = _number(node.get("factor", 1)) or Decimal(1)
    data = node.get("data")
    for word in data.split() if type(data) is str else ():
        if word not in {"E", "L", "U"}:
            yield Decimal(word) * factor + origin


def _text(node: dict[str, Any], name: str) -> str | None:
    value = node.get(name)
    return value if value and type(value) is str else None
