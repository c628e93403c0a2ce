"""Functions that choose among the items of collections.

https://hl7.org/fhirpath/N1/#filtering-and-projection
"""

from collections.abc import Callable
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.existence import keys
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import FEW, Collect, Items, key_of, only
from profiles.fhirpath.kinds import is_exactly

_Across = Callable[[Items, Environment], Items]


def of_type(source: Collect, kind: str) -> Collect:
    """`ofType(type)`."""

    def filtered(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        if len(items) > FEW:
            environment.spend(len(items))
        return [one for one in items if is_exactly(one, kind, environment)]

    return filtered


def as_type(source: Collect, kind: str) -> Collect:
    """`as(type)` and the operator `as`, of one item or none; R4's own invariants ask it of many."""

    def filtered(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        if environment.strict:
            only(items)
        return [one for one in items if is_exactly(one, kind, environment)]

    return filtered


def part(take: Callable[[Items], Items]) -> Callable[[Collect], Collect]:
    """`first()` and other functions that cut a piece out of a collection."""
    return lambda source: lambda item, environment: take(source(item, environment))


def at(source: Collect, index: Collect) -> Collect:
    """`[index]`."""

    def indexed(item: Any, environment: Environment) -> Items:
        place = _whole(index(item, environment))
        items = source(item, environment)
        return [] if place is None or place < 0 else items[place : place + 1]

    return indexed


def skip(source: Collect, count: Collect) -> Collect:
    """`skip(count)`."""

    def rest(item: Any, environment: Environment) -> Items:
        return source(item, environment)[max(0, _whole(count(item, environment)) or 0) :]

    return rest


def take(source: Collect, count: Collect) -> Collect:
    """`take(count)`."""

    def start(item: Any, environment: Environment) -> Items:
        return source(item, environment)[: max(0, _whole(count(item, environment)) or 0)]

    return start


def distinct(items: Items, environment: Environment) -> Items:
    """The items, each once, in the order they were first met."""
    if len(items) > FEW:
        environment.spend(len(items))
    found: dict[object, Any] = {}
    for one in items:
        found.setdefault(key_of(one, environment), one)
    return list(found.values())


def union(left: Collect, right: Collect) -> Collect:
    """`union(other)` and `|`."""

    def united(item: Any, environment: Environment) -> Items:
        both = [*left(item, environment), *right(item, environment)]
        return both if len(both) < 2 else distinct(both, environment)  # noqa: PLR2004 - one is distinct

    return united


def combine(left: Collect, right: Collect) -> Collect:
    """`combine(other)`: duplicates stay."""
    return lambda item, environment: [*left(item, environment), *right(item, environment)]


def intersect(left: Collect, right: Collect) -> Collect:
    """`intersect(other)`."""

    def common(item: Any, environment: Environment) -> Items:
        items = left(item, environment)
        if not items:
            return items
        within = keys(right(item, environment), environment)
        return [one for one in distinct(items, environment) if key_of(one, environment) in within]

    return common


def exclude(left: Collect, right: Collect) -> Collect:
    """`exclude(other)`."""

    def rest(item: Any, environment: Environment) -> Items:
        without = keys(right(item, environment), environment)
        items = left(item, environment)
        return [one for one in items if key_of(one, environment) not in without]

    return rest


def over(function: _Across) -> Callable[[Collect], Collect]:
    """`children()` and others that look at nothing but the input."""
    return lambda source: lambda item, environment: function(source(item, environment), environment)


def beneath(
    children: Callable[[Items, Environment], Items],
) -> Callable[[Items, Environment], Items]:
    """`descendants()`, by what takes the children of items."""

    def descendants(items: Items, environment: Environment) -> Items:
        found: Items = []
        level = children(items, environment)
        while level:
            environment.spend(len(level))
            found += level
            level = children(level, environment)
        return found

    return descendants


def _whole(items: Items) -> int | None:
    value = only(items)
    if value is None or type(value) is int:
        return value
    raise NotEvaluated


def _single(items: Items) -> Items:
    only(items)
    return items


FILTERING = {
    "ofType": Function(of_type, ("type",)),
    "as": Function(as_type, ("type",)),
    "first": Function(part(lambda items: items[:1])),
    "last": Function(part(lambda items: items[-1:])),
    "tail": Function(part(lambda items: items[1:])),
    "single": Function(part(_single)),
    "count": Function(part(lambda items: [len(items)])),
    "skip": Function(skip, ("collection",)),
    "take": Function(take, ("collection",)),
    "distinct": Function(over(distinct)),
    "union": Function(union, ("collection",)),
    "combine": Function(combine, ("collection",)),
    "intersect": Function(intersect, ("collection",)),
    "exclude": Function(exclude, ("collection",)),
    "trace": Function(lambda source, *_: source, ("collection", "projection"), 1),
}
