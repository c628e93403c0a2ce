"""Quantities: of a literal, of an element, or of a number without a unit.

https://hl7.org/fhirpath/N1/#quantity
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from profiles.fhirpath.units import Measure, measure

Number = int | Decimal
UCUM = "http://unitsofmeasure.org"

# https://hl7.org/fhirpath/N1/#time-valued-quantities
CALENDAR = {
    "year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min",
    "second": "s", "millisecond": "ms",
}  # fmt: skip
# Of these no number of days is one, so they are equal to no unit of UCUM.
_VAGUE = frozenset({"year", "month"})
_MONTHS = {"year": 12, "month": 1}
_OF_FHIR = {"a": "year", "mo": "month", "d": "day", "h": "hour", "min": "minute", "s": "second"}
_WRITTEN = re.compile(
    r"(?P<number>[+-]?\d{1,64}(?:\.\d{1,64})?)\s*(?:'(?P<unit>[^']+)'|(?P<time>[a-zA-Z]+))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a unit of UCUM, or of the calendar by its name in the singular."""

    value: Number
    unit: str
    is_calendar: bool = False

    def __str__(self) -> str:
        number = f"{Decimal(self.value):f}"
        if not self.is_calendar:
            return f"{number} '{self.unit}'"
        return f"{number} {self.unit}{'' if abs(self.value) == 1 else 's'}"


def calendar_unit(word: str) -> str | None:
    """The name of a unit of the calendar, without the plural; None if it is none."""
    name = word.removesuffix("s")
    return name if name in CALENDAR else None


def written_quantity(text: str) -> Quantity | None:
    """A quantity as `toQuantity()` reads it from a string."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    number = Decimal(match["number"])
    if match["time"]:
        name = calendar_unit(match["time"])
        return None if name is None else Quantity(number, name, is_calendar=True)
    return Quantity(number, match["unit"] or "1")


def quantity_of(value: Any) -> Quantity | None:
    """A quantity, a Quantity of FHIR with a code of UCUM, or a number; None for all else.

    https://hl7.org/fhir/R4/fhirpath.html#quantity
    """
    if type(value) is Quantity:
        return value
    if type(value) is int or type(value) is Decimal:
        return Quantity(value, "1")
    return _of_element(value) if type(value) is dict else None


def _of_element(element: Mapping[str, Any]) -> Quantity | None:
    number: Any = element.get("value")
    code = element.get("code")
    if type(number) not in (int, Decimal) or element.get("comparator"):
        return None
    if type(code) is str and element.get("system") == UCUM:
        name = _OF_FHIR.get(code)
        return Quantity(number, name, is_calendar=True) if name else Quantity(number, code)
    if "system" in element or "code" in element:
        return None
    unit = element.get("unit")
    return Quantity(number, unit if type(unit) is str else "1")


def brought_together(
    one: Quantity, other: Quantity, *, loosely: bool = False
) -> tuple[Number, Number] | None:
    """Two numbers of the same unit; None where the units can't be compared.

    Years and months are comparable among themselves; loosely, with those of UCUM too.
    """
    if one.is_calendar is other.is_calendar and one.unit == other.unit:
        return one.value, other.value
    if one.is_calendar and other.is_calendar and {one.unit, other.unit} <= _VAGUE:
        return one.value * _MONTHS[one.unit], other.value * _MONTHS[other.unit]
    first, second = _measure(one, loosely=loosely), _measure(other, loosely=loosely)
    if first is None or second is None or first.of != second.of:
        return None
    return one.value * first.factor, other.value * second.factor


def plus(one: Quantity, other: Quantity, sign: int) -> Quantity | None:
    """The sum (or with -1 the difference), in the unit of the first."""
    if one.unit == other.unit and one.is_calendar is other.is_calendar:
        return Quantity(one.value + sign * other.value, one.unit, one.is_calendar)
    pair = brought_together(one, other)
    if pair is None:
        return None
    own = _measure(one, loosely=False)
    if own is None:
        return Quantity(pair[0] + sign * pair[1], "month", is_calendar=True)
    return Quantity((pair[0] + sign * pair[1]) / own.factor, one.unit, one.is_calendar)


def times(one: Quantity, other: Quantity) -> Quantity:
    """The product; a number without a unit keeps the other's."""
    if other.unit == "1":
        return Quantity(one.value * other.value, one.unit, one.is_calendar)
    if one.unit == "1":
        return Quantity(one.value * other.value, other.unit, other.is_calendar)
    return Quantity(one.value * other.value, f"{_term(one)}.{_term(other)}")


def divided(one: Quantity, other: Quantity) -> Quantity | None:
    """The quotient; None for a division by nothing."""
    if not other.value:
        return None
    value = Decimal(one.value) / other.value
    if other.unit == "1":
        return Quantity(value, one.unit, one.is_calendar)
    if one.unit == other.unit and one.is_calendar is other.is_calendar:
        return Quantity(value, "1")
    top = "" if one.unit == "1" else _term(one)
    return Quantity(value, f"{top}/{_term(other)}")


def _term(quantity: Quantity) -> str:
    unit = CALENDAR[quantity.unit] if quantity.is_calendar else quantity.unit
    return f"({unit})" if "." in unit or "/" in unit else unit


def _measure(quantity: Quantity, *, loosely: bool) -> Measure | None:
    if not quantity.is_calendar:
        return measure(quantity.unit)
    if quantity.unit in _VAGUE and not loosely:
        return None
    return measure(CALENDAR[quantity.unit])
