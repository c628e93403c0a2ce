"""Whether collections are equal, or in order.

https://hl7.org/fhirpath/N1/#equality
"""

from collections.abc import Callable
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.items import FEW, NUMBERS, Held, Items, computed, key_of, only_computed
from profiles.fhirpath.moments import Moment, compared, is_moment, moment_of
from profiles.fhirpath.quantities import Quantity, brought_together, quantity_of

Order = Callable[[int], bool]
_ALIKE = {bool: {bool}, **dict.fromkeys(NUMBERS, NUMBERS)}


def equal(left: Items, right: Items, environment: Environment) -> bool | None:
    """`=`: None if either is empty, false if they differ in number."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    if len(left) > FEW:
        environment.spend(len(left))
    answer: bool | None = True
    for one, other in zip(left, right, strict=True):
        same = same_item(one, other, environment)
        if same is False:
            return False
        answer = answer and same
    return answer


def ordered(left: Items, right: Items, order: Order, environment: Environment) -> bool | None:
    """`<` and its like, for two numbers, strings, moments or quantities of like units.

    Raises:
        NotEvaluated: they are of types that have no order among them.
    """
    one, other = only_computed(left), only_computed(right)
    if one is None or other is None:
        return None
    if type(one) in NUMBERS and type(other) in NUMBERS:
        return order((one > other) - (one < other))
    if type(one) is str and type(other) is str:
        if not environment.exact and (is_moment(one) or is_moment(other)):
            return _told(compared(one, other), order)
        return order((one > other) - (one < other))
    first, second = as_moment(left[0], environment), as_moment(right[0], environment)
    if first is not None and second is not None:
        if (first.kind == "Time") is not (second.kind == "Time"):
            raise NotEvaluated
        return _told(compared(first, second), order)
    return _told(_sign(_quantities(one, other)), order)


def same_item(left: Any, right: Any, environment: Environment) -> bool | None:
    """Whether two items are equal; None where the one is less precise, or their units differ."""
    one, other = computed(left), computed(right)
    if one is None or other is None:
        return None
    kind = type(one)
    if kind is str and type(other) is str:
        if one != other and not environment.exact and is_moment(one) and is_moment(other):
            return _is_same(compared(one, other))
        return bool(one == other)
    if kind is bool or (kind in NUMBERS and type(other) in NUMBERS):
        return type(other) in _ALIKE[kind] and bool(one == other)
    if kind is type(other) and kind is not Moment and kind is not Quantity:
        return key_of(one, environment) == key_of(other, environment)
    return _same_of_two_types(left, right, environment)


def _same_of_two_types(left: Any, right: Any, environment: Environment) -> bool | None:
    one, other = computed(left), computed(right)
    if type(one) is Moment or type(other) is Moment:
        first, second = as_moment(left, environment), as_moment(right, environment)
        if first is None or second is None or (first.kind == "Time") is not (second.kind == "Time"):
            return False
        return _is_same(compared(first, second))
    if type(one) is Quantity or type(other) is Quantity:
        return same_quantity(one, other)
    return False


def as_moment(item: Any, environment: Environment) -> Moment | None:
    """A Moment, or an element that is or may be one: a string of a literal is none."""
    value = computed(item)
    if type(value) is Moment:
        return value
    if type(value) is not str or (type(item) is Held and item.kind):
        return None
    if type(item) is not Held and environment.exact:
        return None
    found = moment_of(value)
    if found is None:
        return None
    kind = "Time" if found[2] else "DateTime" if "T" in value else "Date"
    return Moment(kind, found[0], found[1], value)


def same_quantity(one: Any, other: Any) -> bool | None:
    """`=` of two quantities, or of one and a number."""
    first, second = quantity_of(one), quantity_of(other)
    if first is None or second is None:
        return False
    pair = brought_together(first, second)
    return None if pair is None else bool(pair[0] == pair[1])


def _quantities(one: Any, other: Any) -> tuple[Any, Any] | None:
    if type(one) is dict and type(other) is dict:
        values = one.get("value"), other.get("value")
        if type(values[0]) not in NUMBERS or type(values[1]) not in NUMBERS:
            raise NotEvaluated
        if _unit(one) == _unit(other):
            return values
    first, second = quantity_of(one), quantity_of(other)
    if first is None or second is None:
        if type(one) is dict and type(other) is dict:
            return None
        raise NotEvaluated
    return brought_together(first, second)


def _unit(quantity: Any) -> tuple[Any, Any, Any]:
    code = quantity.get("code")
    return quantity.get("system"), code, None if "code" in quantity else quantity.get("unit")


def _sign(pair: tuple[Any, Any] | None) -> int | None:
    return None if pair is None else (pair[0] > pair[1]) - (pair[0] < pair[1])


def _told(sign: int | None, order: Order) -> bool | None:
    return None if sign is None else order(sign)


def _is_same(sign: int | None) -> bool | None:
    return None if sign is None else sign == 0
