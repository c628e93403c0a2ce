"""Tells R4's own invariants from those of profiles: R4's are judged for every resource anyway."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from profiles.r4.trees import DEFINITION, name_of


def without_r4(elements: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The ElementDefinitions of a snapshot without the invariants that it repeats from R4.

    https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.constraint.source
    """
    for element in elements:
        if "constraint" in element:
            kept = [each for each in element["constraint"] if not _is_of_r4(each)]
            yield {**element, "constraint": kept}
        else:
            yield element


def _is_of_r4(constraint: Mapping[str, Any]) -> bool:
    source: str = constraint.get("source", "")
    if not source:
        return constraint["key"] in _keys()
    return name_of(source if "/" in source else DEFINITION + source) is not None


@cache
def _keys() -> frozenset[str]:
    return frozenset(files("profiles.r4").joinpath("invariants.tsv").read_text("utf-8").split())
