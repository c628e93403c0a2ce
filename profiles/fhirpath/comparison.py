"""Whether collections are equal, equivalent, or in order.

https://hl7.org/fhirpath/N1/#equality
"""

from collections.abc import Callable
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.items import FEW, NUMBERS, Items, key_of, only, value_of
from profiles.fhirpath.moments import compared, is_moment

Order = Callable[[int], bool]


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
        same = _same(value_of(one), value_of(other), environment)
        if same is False:
            return False
        answer = answer and same
    return answer


def equivalent(left: Items, right: Items, environment: Environment) -> bool:
    """`~`: order is of no account, nor are case and spaces of strings; empty equals empty."""
    if len(left) != len(right):
        return False
    return sorted(_loose(one, environment) for one in left) == sorted(
        _loose(other, environment) for other in right
    )


def ordered(left: Items, right: Items, order: Order) -> bool | None:
    """`<` and its like, for two numbers, strings, moments or quantities of one unit."""
    one, other = only(left), only(right)
    if one is None or other is None:
        return None
    if type(one) in NUMBERS and type(other) in NUMBERS:
        return order((one > other) - (one < other))
    if type(one) is str and type(other) is str:
        if is_moment(one) or is_moment(other):
            found = compared(one, other)
            return None if found is None else order(found)
        return order((one > other) - (one < other))
    if type(one) is dict and type(other) is dict:
        return _ordered_quantities(one, other, order)
    raise NotEvaluated


def _ordered_quantities(one: Any, other: Any, order: Order) -> bool | None:
    values = one.get("value"), other.get("value")
    if type(values[0]) not in NUMBERS or type(values[1]) not in NUMBERS:
        raise NotEvaluated
    if any(one.get(name) != other.get(name) for name in ("system", "code")):
        return None
    if "code" not in one and one.get("unit") != other.get("unit"):
        return None
    return ordered([values[0]], [values[1]], order)


def _same(one: Any, other: Any, environment: Environment) -> bool | None:
    if one is None or other is None:
        return None
    kind = type(one)
    if kind is str and type(other) is str:
        return _same_text(one, other)
    if kind in NUMBERS and type(other) in NUMBERS:
        return bool(one == other)
    if kind is bool or kind is not type(other):
        return bool(one is other)
    return key_of(one, environment) == key_of(other, environment)


def _same_text(one: str, other: str) -> bool | None:
    if one == other:
        return True
    if is_moment(one) and is_moment(other):
        found = compared(one, other)
        return None if found is None else found == 0
    return False


def _loose(item: Any, environment: Environment) -> str:
    value = value_of(item)
    if type(value) is str:
        return " ".join(value.lower().split())
    if type(value) is dict:
        environment.spend(len(value))
        kept = sorted(
            (name, _loose(one, environment)) for name, one in value.items() if name != "id"
        )
        return repr(kept)
    if type(value) is list:
        environment.spend(len(value))
        return repr(sorted(_loose(one, environment) for one in value))
    return f"{type(value).__name__} {value}" if type(value) is bool else f"{value}"
