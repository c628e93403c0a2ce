"""Functions on numbers, and the clock.

https://hl7.org/fhirpath/N1/#math
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from profiles.fhirpath.arithmetic import within_range
from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import NUMBERS, Collect, Items, only_computed
from profiles.fhirpath.moments import Moment, read_moment
from profiles.fhirpath.quantities import Quantity

Number = int | Decimal
_DIGITS = 28
_STEP = Decimal(1).scaleb(-15)  # roots and logarithms are no more precise than this


def _of_number(
    calculate: Callable[[Number], Number | None], *, of_quantity: bool = False
) -> Callable[[Collect], Collect]:
    def build(source: Collect) -> Collect:
        def apply(item: Any, environment: Environment) -> Items:
            value = only_computed(source(item, environment))
            if value is None:
                return []
            if of_quantity and type(value) is Quantity:
                amount = calculate(value.value)
                return [] if amount is None else [Quantity(amount, value.unit, value.is_calendar)]
            found = calculate(_number(value))
            return [] if found is None else within_range(found)

        return apply

    return build


def _of_two(
    calculate: Callable[[Number, Number], Number | None],
) -> Callable[[Collect, Collect], Collect]:
    def build(source: Collect, argument: Collect) -> Collect:
        def apply(item: Any, environment: Environment) -> Items:
            value = only_computed(source(item, environment))
            other = only_computed(argument(item, environment))
            if value is None or other is None:
                return []
            found = calculate(_number(value), _number(other))
            return [] if found is None else within_range(found)

        return apply

    return build


def _number(value: Any) -> Number:
    if type(value) not in NUMBERS:
        raise NotEvaluated
    number: Number = value
    return number


def _rounded(source: Collect, precision: Collect | None) -> Collect:
    """`round([precision])`, halves away from zero."""

    def apply(item: Any, environment: Environment) -> Items:
        value = only_computed(source(item, environment))
        digits = only_computed(precision(item, environment)) if precision else 0
        if value is None or digits is None:
            return []
        if type(digits) is not int or not 0 <= digits <= _DIGITS:
            raise NotEvaluated
        step = Decimal(1).scaleb(-digits)
        return [Decimal(_number(value)).quantize(step, ROUND_HALF_UP)]

    return apply


def _size(value: Number) -> Number:
    return -value if value < 0 else value


def _logarithm(value: Number) -> Number | None:
    return _trimmed(Decimal(value).ln()) if value > 0 else None


def _logarithm_to(value: Number, base: Number) -> Number | None:
    if value <= 0 or base <= 0 or base == 1:
        return None
    return _trimmed(Decimal(value).ln() / Decimal(base).ln())


def _root(value: Number) -> Number | None:
    return _trimmed(Decimal(value).sqrt()) if value >= 0 else None


def _power(value: Number, exponent: Number) -> Number | None:
    if value < 0 and exponent != int(exponent):
        return None
    if value == 0 and exponent <= 0:
        return 1 if exponent == 0 else None
    found = Decimal(value) ** Decimal(exponent)
    if type(value) is int and type(exponent) is int and exponent >= 0:
        return int(found) if found.adjusted() < _DIGITS else None
    return found


def _trimmed(value: Decimal) -> Decimal:
    """Without the last digits, which rounding made: 16.log(2) is 4."""
    return value.quantize(_STEP) if value.adjusted() < _DIGITS - 16 else value


def _clock(tell: Callable[[Environment], Moment | None]) -> Callable[[Collect], Collect]:
    return lambda _source: lambda _item, environment: [tell(environment)]


def _now(environment: Environment) -> Moment | None:
    return read_moment(environment.now().isoformat(timespec="milliseconds"))


def _today(environment: Environment) -> Moment | None:
    return read_moment(environment.now().date().isoformat())


def _time(environment: Environment) -> Moment | None:
    return read_moment(f"T{environment.now().time().isoformat(timespec='milliseconds')}")


MATHEMATICS = {
    "abs": Function(_of_number(_size, of_quantity=True)),
    "ceiling": Function(
        _of_number(lambda value: int(Decimal(value).to_integral_value(ROUND_CEILING)))
    ),
    "floor": Function(_of_number(lambda value: int(Decimal(value).to_integral_value(ROUND_FLOOR)))),
    "truncate": Function(_of_number(int)),
    "exp": Function(_of_number(lambda value: Decimal(value).exp())),
    "ln": Function(_of_number(_logarithm)),
    "log": Function(_of_two(_logarithm_to), ("collection",)),
    "power": Function(_of_two(_power), ("collection",)),
    "round": Function(_rounded, ("collection",), 0),
    "sqrt": Function(_of_number(_root)),
    "now": Function(_clock(_now)),
    "today": Function(_clock(_today)),
    "timeOfDay": Function(_clock(_time)),
}
