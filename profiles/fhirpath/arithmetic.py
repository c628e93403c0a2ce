"""Calculating with numbers, quantities, strings and moments.

https://hl7.org/fhirpath/N1/#math-2
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from profiles.fhirpath import quantities
from profiles.fhirpath.comparison import as_moment
from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.items import NUMBERS, Collect, Items, only_computed, only_text
from profiles.fhirpath.quantities import Quantity, quantity_of
from profiles.fhirpath.shifting import shifted

Number = int | Decimal
_OfNumbers = Callable[[Number, Number], Number | None]
_OfQuantities = Callable[[Quantity, Quantity], Quantity | None]
_Build = Callable[[Collect, Collect], Collect]
_MOST = 2**31 - 1


def within_range(value: Number) -> Items:
    """A result, or nothing where no Integer holds it.

    https://hl7.org/fhirpath/N1/#integer
    """
    return [] if type(value) is int and not -_MOST - 1 <= value <= _MOST else [value]


def _calculates(numbers: _OfNumbers, others: _OfQuantities | None = None) -> _Build:
    def build(left: Collect, right: Collect) -> Collect:
        def apply(item: Any, environment: Environment) -> Items:
            one = only_computed(left(item, environment))
            other = only_computed(right(item, environment))
            return _calculated(one, other, numbers, others)

        return apply

    return build


def _calculated(one: Any, other: Any, numbers: _OfNumbers, others: _OfQuantities | None) -> Items:
    if one is None or other is None:
        return []
    if type(one) in NUMBERS and type(other) in NUMBERS:
        found = numbers(one, other)
        return [] if found is None else within_range(found)
    first, second = quantity_of(one), quantity_of(other)
    if others is None or first is None or second is None:
        raise NotEvaluated
    amount = others(first, second)
    return [] if amount is None else [amount]


def _moves(sign: int) -> _Build:
    """`+` and `-`, of moments too."""

    def numbers(one: Number, other: Number) -> Number:
        return one + sign * other

    def amounts(one: Quantity, other: Quantity) -> Quantity | None:
        return quantities.plus(one, other, sign)

    def build(left: Collect, right: Collect) -> Collect:
        def apply(item: Any, environment: Environment) -> Items:
            items, more = left(item, environment), right(item, environment)
            one, other = only_computed(items), only_computed(more)
            if sign > 0 and type(one) is str and type(other) is str:
                return [one + other]
            moment = None if not items or other is None else as_moment(items[0], environment)
            if moment is None:
                return _calculated(one, other, numbers, amounts)
            amount = None if type(other) in NUMBERS else quantity_of(other)
            if amount is None:
                raise NotEvaluated
            found = shifted(moment, amount, sign)
            return [] if found is None else [found]

        return apply

    return build


def concatenated(left: Collect, right: Collect) -> Collect:
    """`&`: what is empty counts as an empty string."""

    def apply(item: Any, environment: Environment) -> Items:
        one, other = only_text(left(item, environment)), only_text(right(item, environment))
        return [(one or "") + (other or "")]

    return apply


def negative(operand: Collect) -> Collect:
    """`-` before a number or a quantity."""

    def apply(item: Any, environment: Environment) -> Items:
        value = only_computed(operand(item, environment))
        if value is None:
            return []
        if type(value) in NUMBERS:
            return [-value]
        quantity = quantity_of(value)
        if quantity is None:
            raise NotEvaluated
        return [Quantity(-quantity.value, quantity.unit, quantity.is_calendar)]

    return apply


ARITHMETIC: dict[str, _Build] = {
    "+": _moves(1),
    "-": _moves(-1),
    "&": concatenated,
    "*": _calculates(lambda one, other: one * other, quantities.times),
    "/": _calculates(
        lambda one, other: Decimal(one) / other if other else None, quantities.divided
    ),
    "div": _calculates(lambda one, other: int(Decimal(one) / other) if other else None),
    "mod": _calculates(lambda one, other: Decimal(one) % other if other else None),
}
