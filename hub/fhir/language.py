"""In which language a person's words are answered, and in which a caller is told what went wrong.

https://hl7.org/fhir/R4/http.html#general
"""

from collections.abc import Iterator

from consent.choices.catalogue import LANGUAGES, Language
from hub.fhir.call import Call
from hub.fhir.ranges import ranges
from hub.languages import asked

DEFAULT: Language = "nl"
PARAMETER = "_language"


def language_of(call: Call) -> Language:
    """By `_language`, else the first of Accept-Language that there is; else Dutch."""
    asked = [value for name, value in call.pairs if name == PARAMETER]
    for said in asked or _accepted(call.headers.get("accept-language", "")):
        for language in LANGUAGES:
            if said.partition("-")[0].strip().lower() == language:
                return language
    return DEFAULT


def spoken(accepted: str) -> asked.Language:
    """In which a caller is told what went wrong: Dutch where that comes before English."""
    for said in _accepted(accepted) if accepted else ():
        match said.partition("-")[0].strip().lower():
            case "nl":
                return "nl"
            case "en" | "*":
                break
    return asked.DEFAULT


def _accepted(header: str) -> Iterator[str]:
    """The best first. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4."""
    for said, quality in sorted(ranges(header), key=lambda one: -one[1]):
        if quality > 0:
            yield said
