"""Whether a summary is asked as text, for a system that has one field.

https://hl7.org/fhir/R4/http.html#parameters
"""

from collections.abc import Mapping, Sequence

from hub.fhir.formats import asks_for

TEXT = "text/plain"
_NAMES = frozenset({TEXT, "text"})


def is_text(headers: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> bool:
    """As `asks_for`."""
    return asks_for(_NAMES, headers, pairs)
