"""In which form who looked is answered: FHIR Parameters, compact JSON, or a table.

https://hl7.org/fhir/R4/http.html#parameters
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from hub.fhir import formats

Form = Literal["fhir", "compact", "csv"]
COMPACT = "application/vnd.almere-exchange-hub.access-log+json"
CSV = "text/csv"
_FORM: Mapping[str, Form] = {CSV: "csv", "csv": "csv", COMPACT: "compact", "compact": "compact"}


def form_of(headers: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> Form:
    """`_format` goes before Accept; of what Accept has the first that is written here."""
    asked = [value for name, value in pairs if name == "_format"]
    for said in asked or headers.get("accept", "").split(","):
        media_type = said.partition(";")[0].strip().lower()
        if media_type in _FORM:
            return _FORM[media_type]
        if formats.named(media_type):
            return "fhir"
    return "fhir"
