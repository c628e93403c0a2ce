"""Functions that answer yes or no about a collection.

https://hl7.org/fhirpath/N1/#existence
"""

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import (
    FEW,
    Collect,
    Items,
    Truth,
    key_of,
    only,
    value_of,
)
from profiles.fhirpath.kinds import is_of


def empty(source: Collect) -> Truth:
    """`empty()`."""
    return lambda item, environment: not source(item, environment)


def exists(source: Collect, criterion: Truth | None) -> Truth:
    """`exists([criterion])`."""
    if criterion is None:
        return lambda item, environment: bool(source(item, environment))

    def some(item: object, environment: Environment) -> bool:
        items = source(item, environment)
        if len(items) > FEW:
            environment.spend(len(items))
        return any(criterion(one, environment) for one in items)

    return some


def every(source: Collect, criterion: Truth) -> Truth:
    """`all(criterion)`: true of nothing too."""

    def check(item: object, environment: Environment) -> bool:
        items = source(item, environment)
        if len(items) > FEW:
            environment.spend(len(items))
        return all(criterion(one, environment) for one in items)

    return check


def has_value(source: Collect) -> Truth:
    """`hasValue()`: one primitive, and not one with extensions alone.

    https://hl7.org/fhir/R4/fhirpath.html#functions
    """

    def check(item: object, environment: Environment) -> bool:
        items = source(item, environment)
        if len(items) != 1:
            return False
        value = value_of(items[0])
        return value is not None and type(value) not in (dict, list)

    return check


def is_distinct(source: Collect) -> Truth:
    """`isDistinct()`."""

    def check(item: object, environment: Environment) -> bool:
        items = source(item, environment)
        return len(items) < 2 or len(keys(items, environment)) == len(items)  # noqa: PLR2004 - one is distinct

    return check


def subset_of(source: Collect, other: Collect) -> Truth:
    """`subsetOf(other)`."""

    def check(item: object, environment: Environment) -> bool:
        within = keys(other(item, environment), environment)
        return keys(source(item, environment), environment) <= within

    return check


def superset_of(source: Collect, other: Collect) -> Truth:
    """`supersetOf(other)`."""
    return subset_of(other, source)


def is_type(source: Collect, kind: str) -> Truth:
    """`is(type)`, of one item or none."""

    def check(item: object, environment: Environment) -> bool | None:
        items = source(item, environment)
        if not items:
            return None
        only(items)
        return is_of(items[0], kind, environment)

    return check


def keys(items: Items, environment: Environment) -> set[object]:
    """What tells the items apart, once each."""
    if len(items) > FEW:
        environment.spend(len(items))
    return {key_of(one, environment) for one in items}


def _booleans(items: Items) -> list[bool]:
    values = [value_of(one) for one in items]
    if any(type(one) is not bool for one in values):
        raise NotEvaluated
    return values


EXISTENCE = {
    "empty": Function(empty),
    "exists": Function(exists, ("criterion",), 0, iterates=True),
    "all": Function(every, ("criterion",), iterates=True),
    "allTrue": Function(lambda source: lambda i, e: all(_booleans(source(i, e)))),
    "anyTrue": Function(lambda source: lambda i, e: any(_booleans(source(i, e)))),
    "allFalse": Function(lambda source: lambda i, e: not any(_booleans(source(i, e)))),
    "anyFalse": Function(lambda source: lambda i, e: not all(_booleans(source(i, e)))),
    "hasValue": Function(has_value),
    "isDistinct": Function(is_distinct),
    "subsetOf": Function(subset_of, ("collection",)),
    "supersetOf": Function(superset_of, ("collection",)),
    "is": Function(is_type, ("type",)),
}
