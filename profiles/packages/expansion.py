"""The value sets that can be listed, for the search modifier `:in`, and kinds of codes.

The types of ICD are every kind of SNOMED CT 72506001; without a terminology server they are frozen
to the six that the guide's own later release lists: 72506001, 465460004, 468542000, 704707009,
1263462004 and 1236894001. A new subtype is found only when it is added to the shipped expansion.
"""

from collections.abc import Mapping
from functools import cache

from profiles.dialect import in_each_dialect
from profiles.packages.definitions import Definitions, shipped_definitions


def expand(canonical: str, known: Definitions | None = None) -> frozenset[tuple[str, str]] | None:
    """The (system, code) pairs of a value set, whatever `|version` is asked; None if unknown.

    `known` are the definitions at hand, those that are shipped if none are given. Of a set of the
    guide it lists those of all releases, by whatever name one of them gave it.
    https://hl7.org/fhir/R4/search.html#token
    """
    url = canonical.partition("|")[0]
    found = _in_releases().get(url)
    return (known or shipped_definitions()).listing(url) if found is None else found


def kin(
    system: str, code: str, way: str, known: Definitions | None = None
) -> frozenset[str] | None:
    """The code and all `above` or `below` it; None where the system has no kinds that are known.

    https://hl7.org/fhir/R4/search.html#token
    """
    hand = (known or shipped_definitions()).at_hand
    concepts = hand.concepts(system) if hand.is_complete(system) else None
    if concepts is None:
        return None
    operator = {"below": "is-a", "above": "generalizes"}[way]
    return concepts.picked({"property": "concept", "op": operator, "value": code})


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
