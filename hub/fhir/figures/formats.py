"""In which form figures are answered: a MeasureReport, or a table.

https://hl7.org/fhir/R4/http.html#parameters
"""

from collections.abc import Mapping, Sequence

from hub.fhir.formats import asks_for

CSV = "text/csv"
_TABLE = frozenset({CSV, "csv"})


def is_table(headers: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> bool:
    """As `asks_for`."""
    return asks_for(_TABLE, headers, pairs)
