"""The value sets that can be listed, for the search modifier `:in`, and kinds of codes.

The types of ICD are every kind of SNOMED CT 72506001; without a terminology server they are frozen
to the six that the guide's own later release lists: 72506001, 465460004, 468542000, 704707009,
1263462004 and 1236894001. A new subtype is found only when it is added to the shipped expansion.
"""

from collections.abc import Mapping
from functools import cache

from profiles.dialect import in_each_dialect
from profiles.packages.definitions import shipped_definitions
from profiles.terminology.code_systems import Concepts


def expand(canonical: str) -> frozenset[tuple[str, str]] | None:
    """The (system, code) pairs of a value set, whatever `|version` is asked; None if unknown.

    Of a set of the guide those of all its releases, by whatever name one of them gave it.
    https://hl7.org/fhir/R4/search.html#token
    """
    url = canonical.partition("|")[0]
    found = _in_releases().get(url)
    return shipped_definitions().listing(url) if found is None else found


def kin(system: str, code: str, way: str) -> frozenset[str] | None:
    """The code and all `above` or `below` it; None where the system has no kinds that are known.

    https://hl7.org/fhir/R4/search.html#token
    """
    concepts = _concepts().get(system)
    operator = {"below": "is-a", "above": "generalizes"}[way]
    if concepts is None:
        return None
    return concepts.picked({"property": "concept", "op": operator, "value": code})


@cache
def _concepts() -> Mapping[str, Concepts]:
    """Of each code system that is shipped whole its codes, each under what it is a kind of."""
    return {
        one["url"]: Concepts(one)
        for one in shipped_definitions().resources("CodeSystem")
        if one.get("content", "complete") == "complete"
    }


@cache
def _in_releases() -> Mapping[str, frozenset[tuple[str, str]]]:
    """What the releases of the guide list together, by every name of each set."""
    definitions = shipped_definitions()
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for one in definitions.resources("ValueSet"):
        names = in_each_dialect(one["url"])
        if len(names) > 1:
            listed = definitions.listing(one["url"]) or frozenset()
            found |= {name: found.get(name, frozenset()) | listed for name in names}
    return found
