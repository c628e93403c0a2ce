"""What a resource can be found by."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from profiles.search.datatypes import dates, references, strings, tokens, uris
from profiles.search.definitions import OF_THE_HUB, SearchParameter, parameters
from profiles.search.expression import compile_expression
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


def search_values(resource: Mapping[str, Any]) -> list[SearchValue]:
    """Every value the resource shows to the parameters of its type, each once.

    What the hub itself knows (`definitions.OF_THE_HUB`) is not among them.
    https://hl7.org/fhir/R4/search.html
    """
    nodes = [dict(resource)]
    return list(
        dict.fromkeys(
            value
            for parameter, select, shown in _extractors(str(resource["resourceType"]))
            for node in select(nodes)
            for value in shown(parameter, node)
        )
    )


@lru_cache(maxsize=256)
def _extractors(resource_type: str) -> tuple[tuple[SearchParameter, Select, _Shown], ...]:
    return tuple(
        (
            parameter,
            compile_expression(parameter.expression, resource_type),
            _SHOWN_TO[parameter.type],
        )
        for parameter in parameters(resource_type).values()
        if parameter.code not in OF_THE_HUB
    )
