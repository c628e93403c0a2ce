"""Functions from collections to collections.

https://hl7.org/fhirpath/N1/#filtering-and-projection
"""

from collections.abc import Callable
from typing import Any

from profiles.fhirpath import navigation
from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.existence import keys
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import FEW, NOTHING, Collect, Items, Truth, key_of, only
from profiles.fhirpath.kinds import is_of


def where(source: Collect, criterion: Truth) -> Collect:
    """`where(criterion)`."""

    def filtered(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        if len(items) > FEW:
            environment.spend(len(items))
        return [one for one in items if criterion(one, environment)]

    return filtered


def select(source: Collect, projection: Collect) -> Collect:
    """`select(projection)`."""

    def projected(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        if len(items) > FEW:
            environment.spend(len(items))
        found: Items = []
        for one in items:
            found += projection(one, environment)
        return found

    return projected


def repeat(source: Collect, projection: Collect) -> Collect:
    """`repeat(projection)`, each item once."""

    def repeated(item: Any, environment: Environment) -> Items:
        found: Items = []
        seen: set[object] = set()
        queue = source(item, environment)
        while queue:
            fresh: Items = []
            for one in queue:
                for next_one in projection(one, environment):
                    key = key_of(next_one, environment)
                    if key not in seen:
                        seen.add(key)
                        fresh.append(next_one)
            environment.spend(len(queue))
            found += fresh
            queue = fresh
        return found

    return repeated


def of_type(source: Collect, kind: str) -> Collect:
    """`ofType(type)` and `as(type)`."""

    def filtered(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        if len(items) > FEW:
            environment.spend(len(items))
        return [one for one in items if is_of(one, kind)]

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
    return list({key_of(one, environment): one for one in reversed(items)}.values())[::-1]


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


def iif(source: Collect, criterion: Truth, yes: Collect, no: Collect | None) -> Collect:
    """`iif(criterion, yes[, no])`, with the input, if any, as $this."""

    def chosen(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        if len(items) > 1:
            raise NotEvaluated
        focus = items[0] if items else NOTHING
        if criterion(focus, environment):
            return yes(focus, environment)
        return no(focus, environment) if no else []

    return chosen


def over(function: Callable[[Items, Environment], Items]) -> Callable[[Collect], Collect]:
    """`children()` and others that look at nothing but the input."""
    return lambda source: lambda item, environment: function(source(item, environment), environment)


def _whole(items: Items) -> int | None:
    value = only(items)
    if value is None or type(value) is int:
        return value
    raise NotEvaluated


def _single(items: Items) -> Items:
    only(items)
    return items


FILTERING = {
    "where": Function(where, ("criterion",)),
    "select": Function(select, ("collection",)),
    "repeat": Function(repeat, ("collection",)),
    "ofType": Function(of_type, ("type",)),
    "as": Function(of_type, ("type",)),
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
    "iif": Function(iif, ("criterion", "collection", "collection"), 2),
    "children": Function(over(navigation.child_items)),
    "descendants": Function(over(navigation.descendants)),
    "trace": Function(lambda source, *_: source, ("collection", "collection"), 1),
    "extension": Function(navigation.extension_items, ("text",)),
}
