"""`toX()` and `convertsToX()`.

https://hl7.org/fhirpath/N1/#conversion
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from profiles.fhirpath.environment import Environment
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import NUMBERS, Collect, Items, Truth, only_computed, only_text
from profiles.fhirpath.moments import Moment, read_moment
from profiles.fhirpath.quantities import Quantity, brought_together, quantity_of, written_quantity

_WHOLE = re.compile(r"[+-]?\d{1,64}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,64}(?:\.\d{1,64})?", re.ASCII)
_YES = frozenset({"true", "t", "yes", "y", "1", "1.0"})
_NO = frozenset({"false", "f", "no", "n", "0", "0.0"})
_DAY = 3
Convert = Callable[[Any], Any]


def to_integer(value: Any) -> int | None:
    """A whole number, or what can be read as one."""
    if type(value) is bool or type(value) is int:
        return int(value)
    return int(value) if type(value) is str and _WHOLE.fullmatch(value) else None


def to_decimal(value: Any) -> Decimal | int | None:
    """A number, or what can be read as one."""
    if type(value) in NUMBERS or type(value) is bool:
        return Decimal(value)
    return Decimal(value) if type(value) is str and _DECIMAL.fullmatch(value) else None


def to_text(value: Any) -> str | None:
    """A primitive as it is written."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is Decimal:
        return f"{value:f}"
    return str(value) if type(value) in (int, str, Moment, Quantity) else None


def to_boolean(value: Any) -> bool | None:
    """What is commonly written for yes and no."""
    if type(value) is bool:
        return value
    if type(value) in NUMBERS:
        return bool(value) if value in (0, 1) else None
    text = value.lower() if type(value) is str else ""
    return True if text in _YES else False if text in _NO else None


def to_date(value: Any) -> Moment | None:
    """A Date, or the day of a DateTime."""
    if type(value) is Moment:
        if value.kind == "Time":
            return None
        text = value.text.partition("T")[0]
        return Moment("Date", value.numbers[:_DAY], "", text)
    return _read(value, "Date")


def to_date_time(value: Any) -> Moment | None:
    """A DateTime, no more precise than it was written."""
    if type(value) is Moment:
        if value.kind == "Time":
            return None
        return Moment("DateTime", value.numbers, value.zone, value.text)
    return _read(value, "DateTime")


def to_time(value: Any) -> Moment | None:
    """A Time."""
    if type(value) is Moment:
        return value if value.kind == "Time" else None
    return None if type(value) is not str else _read(f"T{value.removeprefix('T')}", "Time")


def to_quantity(value: Any) -> Quantity | None:
    """A quantity, a number without a unit, or what can be read as either."""
    if type(value) is bool:
        return Quantity(Decimal(value), "1")
    if type(value) is str:
        return written_quantity(value)
    return quantity_of(value)


def _read(value: Any, kind: str) -> Moment | None:
    return read_moment(value, kind) if type(value) is str else None


def _converted(convert: Convert) -> Callable[[Collect], Collect]:
    def build(source: Collect) -> Collect:
        def apply(item: Any, environment: Environment) -> Items:
            value = only_computed(source(item, environment))
            found = None if value is None else convert(value)
            return [] if found is None else [found]

        return apply

    return build


def _convertible(convert: Convert) -> Callable[[Collect], Truth]:
    def build(source: Collect) -> Truth:
        def check(item: Any, environment: Environment) -> bool | None:
            value = only_computed(source(item, environment))
            return None if value is None else convert(value) is not None

        return check

    return build


def _in_unit(source: Collect, unit: Collect | None) -> Collect:
    """`toQuantity([unit])`: empty where it can't be brought to the unit."""
    plain = _converted(to_quantity)(source)
    if unit is None:
        return plain

    def apply(item: Any, environment: Environment) -> Items:
        found, wanted = plain(item, environment), only_text(unit(item, environment))
        if not found or wanted is None:
            return found
        target = written_quantity(f"1 {wanted}") or Quantity(1, wanted)
        pair = brought_together(found[0], target)
        if pair is None:
            return []
        return [Quantity(Decimal(pair[0]) / pair[1], target.unit, target.is_calendar)]

    return apply


def _has_unit(source: Collect, unit: Collect | None) -> Truth:
    given, found = _converted(lambda value: value)(source), _in_unit(source, unit)
    return lambda item, environment: (
        None if not given(item, environment) else bool(found(item, environment))
    )


_TO: dict[str, Convert] = {
    "Boolean": to_boolean,
    "Integer": to_integer,
    "Decimal": to_decimal,
    "String": to_text,
    "Date": to_date,
    "DateTime": to_date_time,
    "Time": to_time,
}
CONVERSIONS = {
    **{f"to{name}": Function(_converted(convert)) for name, convert in _TO.items()},
    "toQuantity": Function(_in_unit, ("collection",), 0),
}
CONVERTIBLE = {
    **{f"convertsTo{name}": Function(_convertible(convert)) for name, convert in _TO.items()},
    "convertsToQuantity": Function(_has_unit, ("collection",), 0),
}
