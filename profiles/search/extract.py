"""What a resource can be found by."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from profiles.search.datatypes import dates, references, strings, tokens, uris
from profiles.search.definitions import OF_THE_HUB, SearchParameter, parameters
from profiles.search.expression import compile_expression, read_first
from profiles.search.selection import Select
from profiles.search.values import SearchValue

_Shown = Callable[[SearchParameter, Any], list[SearchValue]]

_SHOWN_TO: Mapping[str, _Shown] = {
    "token": tokens,
    "reference": references,
    "date": dates,
    "string": strings,
    "uri": uris,
}


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


def _extractor(parameter: SearchParameter, resource_type: str) -> _Extractor:
    select = compile_expression(parameter.expression, resource_type)
    shows_anyway = bool(select([{}]))
    first = frozenset[str]() if shows_anyway else read_first(parameter.expression, resource_type)
    return _Extractor(parameter, select, _SHOWN_TO[parameter.type], first)
