"""How precise a value is, and the least and the greatest it may stand for.

These are no part of N1, but stand in the release after it, and R4's own tests ask for them.
https://hl7.org/fhirpath/#lowboundaryprecision-integer-decimal--date--datetime--time
"""

from calendar import monthrange
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import NUMBERS, Collect, Items, only, only_computed
from profiles.fhirpath.moments import Moment, Numbers
from profiles.fhirpath.quantities import Quantity, quantity_of
from profiles.fhirpath.shifting import written_moment
from profiles.fhirpath.units import measure

_MOST = 31
_DEFAULT = 8  # digits behind the point
# How many digits are written down to each part: year, month, day, hour, minute, second.
_WIDTHS = {"Date": (4, 6, 8), "DateTime": (4, 6, 8, 10, 12, 17), "Time": (2, 4, 9)}
_SECONDS, _YEAR_MONTH = 14, 2
_LOW: Numbers = (1, 1, 1, 0, 0, Decimal("0.000"))
_HIGH: Numbers = (9999, 12, 31, 23, 59, Decimal("59.999"))
_ZONES = {False: "+14:00", True: "-12:00"}


def _bounded(*, high: bool) -> Callable[[Collect, Collect | None], Collect]:
    def build(source: Collect, precision: Collect | None) -> Collect:
        def apply(item: Any, environment: Environment) -> Items:
            value = only_computed(source(item, environment))
            digits = only(precision(item, environment)) if precision else None
            if value is None:
                return []
            if type(digits) is not int and digits is not None:
                raise NotEvaluated
            found = _boundary(value, digits, high=high)
            return [] if found is None else [found]

        return apply

    return build


def _boundary(value: Any, digits: int | None, *, high: bool) -> Any:
    if type(value) in NUMBERS:
        return _of_number(value, digits, high=high)
    if type(value) is Moment:
        return _of_moment(value, digits, high=high)
    quantity = quantity_of(value)
    if quantity is None:
        raise NotEvaluated
    number = _of_number(quantity.value, digits, high=high)
    return None if number is None else Quantity(number, quantity.unit, quantity.is_calendar)


def _of_number(value: int | Decimal, digits: int | None, *, high: bool) -> Decimal | None:
    digits = _DEFAULT if digits is None else digits
    if not 0 <= digits <= _MOST:
        return None
    half = Decimal("0.5").scaleb(int(Decimal(value).as_tuple().exponent))
    edge = value + half if high else value - half
    return edge.quantize(Decimal(1).scaleb(-digits), ROUND_CEILING if high else ROUND_FLOOR)


def _of_moment(moment: Moment, digits: int | None, *, high: bool) -> Moment | None:
    widths = _WIDTHS[moment.kind]
    digits = widths[-1] if digits is None else digits
    if digits not in widths and not (moment.kind == "DateTime" and digits == _SECONDS):
        return None
    wanted = len(widths) if digits == _SECONDS else widths.index(digits) + 1
    own = moment.numbers
    edges = (_HIGH if high else _LOW)[3 if moment.kind == "Time" else 0 :]
    numbers = [*own[:wanted], *edges[len(own) : wanted]]
    if high and moment.kind != "Time" and wanted > _YEAR_MONTH >= len(own):
        numbers[2] = monthrange(int(numbers[0]), int(numbers[1]))[1]
    if wanted == len(widths) and moment.kind != "Date" and len(own) == wanted:
        numbers[-1] = Decimal(numbers[-1]).quantize(Decimal("0.001"))
    zone = moment.zone
    if moment.kind == "DateTime" and wanted > len(_WIDTHS["Date"]):
        zone = zone or _ZONES[high]
    else:
        zone = ""
    kind = "Date" if moment.kind == "DateTime" and not zone else moment.kind
    edge = Moment(kind, tuple(numbers), zone)
    return Moment(kind, edge.numbers, zone, written_moment(edge, edge.numbers))


def _precise(source: Collect) -> Collect:
    """`precision()`: digits behind the point, or digits of a moment."""

    def apply(item: Any, environment: Environment) -> Items:
        value = only_computed(source(item, environment))
        if value is None:
            return []
        if type(value) in NUMBERS:
            return [max(0, -int(Decimal(value).as_tuple().exponent))]
        if type(value) is not Moment:
            raise NotEvaluated
        widths = _WIDTHS[value.kind]
        last = Decimal(value.numbers[-1]).as_tuple().exponent
        whole = len(value.numbers) == len(widths) and value.kind != "Date" and not last
        return [widths[len(value.numbers) - 1] - (3 if whole else 0)]

    return apply


def _comparable(source: Collect, other: Collect) -> Collect:
    """`comparable(quantity)`: whether their units measure the same."""

    def apply(item: Any, environment: Environment) -> Items:
        one = quantity_of(only_computed(source(item, environment)))
        two = quantity_of(only_computed(other(item, environment)))
        if one is None or two is None:
            return []
        first, second = measure(one.unit), measure(two.unit)
        known = first is not None and second is not None and first.of == second.of
        return [known or one.unit == two.unit]

    return apply


BOUNDARIES = {
    "lowBoundary": Function(_bounded(high=False), ("collection",), 0),
    "highBoundary": Function(_bounded(high=True), ("collection",), 0),
    "precision": Function(_precise),
    "comparable": Function(_comparable, ("collection",)),
}
