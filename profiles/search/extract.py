"""What a resource can be found by."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from profiles.search.amounts import numbers, positions, quantities
from profiles.search.datatypes import dates, references, strings, tokens, uris
from profiles.search.definitions import OF_THE_HUB, SearchParameter, parameters
from profiles.search.expression import compile_expression, read_first
from profiles.search.selection import Select
from profiles.search.values import CompositeValue, SearchValue

_Shown = Callable[[SearchParameter, Any], list[SearchValue]]

_SHOWN_TO: Mapping[str, _Shown] = {
    "token": tokens,
    "reference": references,
    "date": dates,
    "string": strings,
    "uri": uris,
    "number": numbers,
    "quantity": quantities,
    "special": positions,
}
_OF_THE_WHOLE = "%resource."


@dataclass(frozen=True, slots=True)
class _Extractor:
    """`first` are the elements of which one must be there; none where it shows a value anyway."""

    parameter: SearchParameter
    select: Select
    shown: _Shown
    first: frozenset[str]


def search_values(resource: Mapping[str, Any]) -> list[SearchValue]:
    """Every value the resource shows to the parameters of its type, each once.

    What the hub itself knows (`definitions.OF_THE_HUB`) is not among them.
    https://hl7.org/fhir/R4/search.html
    """
    shown = _shown(resource, _extractors(str(resource["resourceType"])))
    return list({(type(value), value): value for value in shown}.values())


def values_for(resource: Mapping[str, Any], codes: Collection[str]) -> Iterator[SearchValue]:
    """The same of these parameters only; a value may come twice."""
    extractors = _extractors(str(resource["resourceType"]))
    return _shown(resource, (one for one in extractors if one.parameter.code in codes))


def values_of(resource: Mapping[str, Any], code: str) -> Iterator[SearchValue]:
    """The same of this one."""
    return _shown(resource, (_one_extractor(str(resource["resourceType"]), code),))


@lru_cache(maxsize=4096)
def shown_by(resource_type: str, code: str) -> Callable[[dict[str, Any]], list[SearchValue]]:
    """What `values_of` tells, for who asks many of one type."""
    one = _one_extractor(resource_type, code)
    parameter, select, shown, first = one.parameter, one.select, one.shown, one.first

    def values(resource: dict[str, Any]) -> list[SearchValue]:
        if first and first.isdisjoint(resource):
            return []
        return [value for node in select([resource]) for value in shown(parameter, node)]

    return values


@lru_cache(maxsize=4096)
def looked_at(resource_type: str, code: str) -> frozenset[str]:
    """The elements that this one is shown by: a resource without the others shows it the same."""
    whole = parameters(resource_type)[code]
    expressions = (one.expression.removeprefix(_OF_THE_WHOLE) for one in (whole, *whole.components))
    return frozenset[str]().union(*(read_first(one, resource_type) for one in expressions))


def nodes_of(resource: Mapping[str, Any], code: str) -> list[Any]:
    """What the expression of this one selects, as it stands."""
    one = _one_extractor(str(resource["resourceType"]), code)
    return one.select([dict(resource)])


def _shown(resource: Mapping[str, Any], extractors: Any) -> Iterator[SearchValue]:
    nodes = [dict(resource)]
    for one in extractors:
        if one.first and one.first.isdisjoint(resource):
            continue
        for node in one.select(nodes):
            yield from one.shown(one.parameter, node)


@lru_cache(maxsize=256)
def _extractors(resource_type: str) -> tuple[_Extractor, ...]:
    return tuple(
        _extractor(parameter, resource_type)
        for parameter in parameters(resource_type).values()
        if parameter.code not in OF_THE_HUB
    )


@lru_cache(maxsize=4096)
def _one_extractor(resource_type: str, code: str) -> _Extractor:
    return _extractor(parameters(resource_type)[code], resource_type)


def _extractor(parameter: SearchParameter, resource_type: str) -> _Extractor:
    select = compile_expression(parameter.expression, resource_type)
    shows_anyway = bool(select([{}]))
    first = frozenset[str]() if shows_anyway else read_first(parameter.expression, resource_type)
    if parameter.type == "composite":
        return _Extractor(parameter, _within(select), _composed(parameter, resource_type), first)
    return _Extractor(parameter, select, _SHOWN_TO[parameter.type], first)


def _within(select: Select) -> Select:
    """Each node that is selected beside the resource in which it is."""
    return lambda nodes: [(nodes[0], node) for node in select(nodes)]


def _composed(parameter: SearchParameter, resource_type: str) -> _Shown:
    """What each such node shows to the components; nothing, where it shows one of them nothing."""
    parts = [_part(one, resource_type) for one in parameter.components]

    def shown(_: SearchParameter, pair: Any) -> list[SearchValue]:
        found = []
        for part in parts:
            values = part(*pair)
            if not values:
                return []
            found.append(tuple(values))
        return [CompositeValue(parameter.code, tuple(found))]

    return shown


def _part(component: SearchParameter, resource_type: str) -> Callable[[Any, Any], list[Any]]:
    of_the_whole = component.expression.startswith(_OF_THE_WHOLE)
    expression = component.expression.removeprefix(_OF_THE_WHOLE)
    select, shown = compile_expression(expression, resource_type), _SHOWN_TO[component.type]
    return lambda resource, node: [
        value
        for each in select([resource if of_the_whole else node])
        for value in shown(component, each)
    ]
