"""The value sets that can be listed, for the search modifier `:in`.

The types of ICD are every kind of SNOMED CT 72506001; without a terminology server they are frozen
to the six that the guide's own later query lists: 72506001, 465460004, 468542000, 704707009,
1263462004 and 1236894001. A new subtype is found only when it is added to the shipped expansion.
"""

from profiles.packages.definitions import shipped_definitions


def expand(canonical: str) -> frozenset[tuple[str, str]] | None:
    """The (system, code) pairs of a value set, whatever `|version` is asked; None if unknown.

    https://hl7.org/fhir/R4/search.html#token
    """
    return shipped_definitions().listing(canonical)
