"""The value sets that can be listed, for the search modifier `:in` and for bindings.

Those of the PZP guide and of the zib profiles beneath it that have a closed list of codings. The
types of ICD are every kind of SNOMED CT 72506001; without a terminology server they are frozen
to the six that the guide's own later query lists: 72506001, 465460004, 468542000, 704707009,
1263462004 and 1236894001. A new subtype is found only when it is added here.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources


def expand(canonical: str) -> frozenset[tuple[str, str]] | None:
    """The (system, code) pairs of a value set, whatever `|version` is asked; None if unknown.

    https://hl7.org/fhir/R4/search.html#token
    """
    return _expansions().get(canonical.partition("|")[0])


@cache
def _expansions() -> Mapping[str, frozenset[tuple[str, str]]]:
    """Rows of value set, system and codes."""
    text = resources.files("profiles").joinpath("value_sets.tsv").read_text("utf-8")
    codings: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        codings[row["value_set"]] |= {(row["system"], code) for code in row["codes"].split()}
    return {canonical: frozenset(pairs) for canonical, pairs in codings.items()}
