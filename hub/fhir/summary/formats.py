"""Whether a summary is asked as text, for a system that has one field.

https://hl7.org/fhir/R4/http.html#parameters
"""

from collections.abc import Mapping, Sequence

from hub.fhir import formats

TEXT = "text/plain"
_NAMES = frozenset({TEXT, "text"})


def is_text(headers: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> bool:
    """`_format` goes before Accept; of what Accept has the first that is written here."""
    asked = [value for name, value in pairs if name == "_format"]
    for said in asked or headers.get("accept", "").split(","):
        media_type = said.partition(";")[0].strip().lower()
        if media_type in _NAMES:
            return True
        if formats.named(media_type):
            return False
    return False
