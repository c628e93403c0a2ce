"""Codes inside and outside a value set, found in the definitions."""

from collections.abc import Iterator
from typing import Any

from profiles.packages.definitions import Definitions
from profiles.r4.tables import value_sets

Pair = tuple[str, str]
# One concept of each filter that can't be enumerated offline.
OF_A_FILTER = [("http://snomed.info/sct", "72506001")]
ANY_CODE = "138875005"
# An organisation has no home (org-2, org-3), and denying to switch an ICD off means nothing.
FIRST = frozenset({"work", "permit"})
OUTSIDE: Pair = ("http://example.org/codes", "outside")


def inside(definitions: Definitions, value_set: str) -> Pair:
    """A coding of the value set; where that can't be told, one that is not known to be outside."""
    doubtful = []
    candidates = _candidates(definitions, value_set)
    for system, code in sorted(candidates, key=lambda pair: pair[1] not in FIRST):
        is_member = definitions.member(value_set, system, code)
        if is_member:
            return system, code
        if is_member is None:
            doubtful.append((system, code))
    return doubtful[0] if doubtful else OUTSIDE


def another(definitions: Definitions, value_set: str, code: str) -> str | None:
    """Another code of the value set than `code`."""
    found = (one for _, one in _candidates(definitions, value_set) if one != code)
    return next((one for one in found if definitions.member(value_set, None, one)), None)


def _candidates(definitions: Definitions, value_set: str) -> Iterator[Pair]:
    url = value_set.partition("|")[0]
    yield from sorted(value_sets().get(url, ()))
    for one in definitions.resources("ValueSet"):
        if one["url"] == url:
            for included in one.get("compose", {}).get("include", ()):
                yield from _included(definitions, included)


def _included(definitions: Definitions, included: dict[str, Any]) -> Iterator[Pair]:
    for other in included.get("valueSet", ()):
        yield from _candidates(definitions, other)
    system = included.get("system", "")
    for concept in included.get("concept", ()):
        yield system, concept["code"]
    if "concept" in included or not system:
        return
    for known in definitions.resources("CodeSystem"):
        if known["url"] == system:
            for concept in known.get("concept", ()):
                yield system, concept["code"]
    yield from (pair for pair in OF_A_FILTER if pair[0] == system)
    yield system, ANY_CODE
