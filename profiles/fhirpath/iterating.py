"""Functions that ask their argument of each item, or of the input.

https://hl7.org/fhirpath/N1/#filtering-and-projection
"""

from collections.abc import Callable
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import FEW, NOTHING, Collect, Items, Truth, key_of


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


def aggregate(source: Collect, step: Collect, start: Collect | None) -> Collect:
    """`aggregate(aggregator[, init])`.

    https://hl7.org/fhirpath/N1/#aggregates
    """

    def gathered(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        environment.spend(len(items))
        before = environment.total
        environment.total = start(item, environment) if start else []
        try:
            for one in items:
                environment.total = step(one, environment)
            return list(environment.total)
        finally:
            environment.total = before

    return gathered


def numbered(build: Callable[..., Any]) -> Callable[..., Any]:
    """What `build` makes, with an $index for its first argument."""

    def built(source: Collect, each: Any, *rest: Any) -> Any:
        def begun(item: Any, environment: Environment) -> Items:
            items = source(item, environment)
            environment.index = -1
            return items

        def next_one(item: Any, environment: Environment) -> Any:
            environment.index += 1
            return each(item, environment)

        inner = build(begun, next_one, *rest)

        def run(item: Any, environment: Environment) -> Any:
            before = environment.index
            try:
                return inner(item, environment)
            finally:
                environment.index = before

        return run

    return built


ITERATING = {
    "where": Function(where, ("criterion",), iterates=True),
    "select": Function(select, ("projection",), iterates=True),
    "repeat": Function(repeat, ("projection",), iterates=True),
    "aggregate": Function(aggregate, ("projection", "collection"), 1, iterates=True),
    "iif": Function(iif, ("criterion", "collection", "collection"), 2),
}
