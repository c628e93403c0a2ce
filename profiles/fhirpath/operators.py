"""What stands between two expressions.

https://hl7.org/fhirpath/N1/#operations
"""

from collections.abc import Callable
from typing import Any

from profiles.fhirpath import comparison
from profiles.fhirpath.environment import Environment
from profiles.fhirpath.equivalence import equivalent
from profiles.fhirpath.existence import keys
from profiles.fhirpath.items import FEW, Collect, Items, Truth, key_of, only, value_of
from profiles.fhirpath.moments import is_moment


def both(left: Truth, right: Truth) -> Truth:
    """`and`."""

    def check(item: Any, environment: Environment) -> bool | None:
        one = left(item, environment)
        if one is False:
            return False
        other = right(item, environment)
        return other if one or other is False else None

    return check


def either(left: Truth, right: Truth) -> Truth:
    """`or`."""

    def check(item: Any, environment: Environment) -> bool | None:
        one = left(item, environment)
        if one:
            return True
        other = right(item, environment)
        return other if one is False or other else None

    return check


def one_of(left: Truth, right: Truth) -> Truth:
    """`xor`."""

    def check(item: Any, environment: Environment) -> bool | None:
        one, other = left(item, environment), right(item, environment)
        return None if one is None or other is None else one is not other

    return check


def implies(left: Truth, right: Truth) -> Truth:
    """`implies`."""

    def check(item: Any, environment: Environment) -> bool | None:
        one = left(item, environment)
        if one is False:
            return True
        other = right(item, environment)
        return other if one or other else None

    return check


def inverse(condition: Truth) -> Truth:
    """`not()`."""

    def check(item: Any, environment: Environment) -> bool | None:
        found = condition(item, environment)
        return None if found is None else not found

    return check


def child_equals(name: str, constant: str, otherwise: Truth) -> Truth:
    """`name = 'constant'`, where the child is a plain string; `otherwise` is asked if not."""

    def check(item: Any, environment: Environment) -> bool | None:
        value = item.get(name) if type(item) is dict else None
        return value == constant if type(value) is str else otherwise(item, environment)

    return check


def equals_constant(source: Collect, constant: str | bool) -> Truth:  # noqa: FBT001 - a value
    """`=` with a constant on the right, which is the most frequent."""
    kind = type(constant)
    dated = type(constant) is str and is_moment(constant)
    listed: Items = [constant]

    def check(item: Any, environment: Environment) -> bool | None:
        found = source(item, environment)
        value = value_of(found[0]) if len(found) == 1 else None
        if type(value) is kind and (value == constant or not dated):
            return bool(value == constant)
        return comparison.equal(found, listed, environment)

    return check


def equals(left: Collect, right: Collect) -> Truth:
    """`=`."""
    return lambda item, environment: comparison.equal(
        left(item, environment), right(item, environment), environment
    )


def differs(left: Collect, right: Collect) -> Truth:
    """`!=`."""

    def check(item: Any, environment: Environment) -> bool | None:
        same = comparison.equal(left(item, environment), right(item, environment), environment)
        return None if same is None else not same

    return check


def is_like(left: Collect, right: Collect) -> Truth:
    """`~`."""
    return lambda item, environment: equivalent(
        left(item, environment), right(item, environment), environment
    )


def is_unlike(left: Collect, right: Collect) -> Truth:
    """`!~`."""
    return lambda item, environment: (
        not equivalent(left(item, environment), right(item, environment), environment)
    )


def within(left: Collect, right: Collect) -> Truth:
    """`in`."""

    def check(item: Any, environment: Environment) -> bool | None:
        items = left(item, environment)
        if not items or only(items) is None:
            return None
        listed = right(item, environment)
        if len(listed) > FEW:
            return key_of(items[0], environment) in keys(listed, environment)
        return any(comparison.equal(items, [one], environment) for one in listed)

    return check


def within_constants(left: Collect, constants: frozenset[str]) -> Truth:
    """`in ('a' | 'b')`."""

    def check(item: Any, environment: Environment) -> bool | None:
        found = left(item, environment)
        value = only(found)
        return value in constants if type(value) is str else None if value is None else False

    return check


def holds(left: Collect, right: Collect) -> Truth:
    """`contains`."""
    return within(right, left)


def _compares(order: comparison.Order) -> Callable[[Collect, Collect], Truth]:
    return lambda left, right: (
        lambda item, environment: comparison.ordered(
            left(item, environment), right(item, environment), order, environment
        )
    )


LOGIC = {"and": both, "or": either, "xor": one_of, "implies": implies}
RELATIONS: dict[str, Callable[[Collect, Collect], Truth]] = {
    "=": equals,
    "!=": differs,
    "~": is_like,
    "!~": is_unlike,
    "in": within,
    "contains": holds,
    "<": _compares(lambda sign: sign < 0),
    ">": _compares(lambda sign: sign > 0),
    "<=": _compares(lambda sign: sign <= 0),
    ">=": _compares(lambda sign: sign >= 0),
}
