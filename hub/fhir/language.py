"""In which language words are answered: Dutch, or English where that is asked for.

https://hl7.org/fhir/R4/http.html#general
"""

from collections.abc import Iterator

from consent.choices.catalogue import LANGUAGES, Language
from hub.fhir.call import Call

DEFAULT: Language = "nl"
PARAMETER = "_language"
_MOST = 20


def language_of(call: Call) -> Language:
    """By `_language`, else the first of Accept-Language that there is; else Dutch."""
    asked = [value for name, value in call.pairs if name == PARAMETER]
    for said in asked or _accepted(call.headers.get("accept-language", "")):
        for language in LANGUAGES:
            if said.partition("-")[0].strip().lower() == language:
                return language
    return DEFAULT


def _accepted(header: str) -> Iterator[str]:
    """The best first. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4."""
    ranges = [_weighed(part) for part in header.split(",")[:_MOST]]
    for quality, said in sorted(ranges, key=lambda one: -one[0]):
        if quality > 0:
            yield said


def _weighed(part: str) -> tuple[float, str]:
    said, _, weight = part.partition(";")
    try:
        return float(weight.strip().removeprefix("q=") or 1), said.strip()
    except ValueError:
        return 0.0, said
