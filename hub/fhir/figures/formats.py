"""In which form figures are answered: a MeasureReport, or a table.

https://hl7.org/fhir/R4/http.html#parameters
"""

from collections.abc import Mapping, Sequence

from hub.fhir import formats

CSV = "text/csv"
_TABLE = frozenset({CSV, "csv"})


def is_table(headers: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> bool:
    """`_format` goes before Accept; of what Accept has the first that is written here."""
    asked = [value for name, value in pairs if name == "_format"]
    for said in asked or headers.get("accept", "").split(","):
        media_type = said.partition(";")[0].strip().lower()
        if media_type in _TABLE:
            return True
        if formats.named(media_type):
            return False
    return False
