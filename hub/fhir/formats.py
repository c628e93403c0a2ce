"""In which format an answer goes out: JSON, or XML where that is asked for.

https://hl7.org/fhir/R4/http.html#mime-type and docs/decisions/0047-xml-at-the-door.md
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qsl

from hub.errors import NotAcceptable, UnsupportedMediaType
from hub.query.search import JSON_FORMATS, XML_FORMATS

Format = Literal["json", "xml"]
WRITTEN = "hub.format"
"""The key of a request's scope under which its answer's format stands, once it is known."""

JSON_TYPES = frozenset({"application/fhir+json", "application/json", "text/json"})
XML_TYPES = frozenset({"application/fhir+xml", "application/xml", "text/xml"})
_BOTH: tuple[Format, ...] = ("json", "xml")
_ANY = frozenset({"*/*", "application/*"})
_NAMED: Mapping[str, Format] = {
    **dict.fromkeys(JSON_TYPES | JSON_FORMATS, "json"),
    **dict.fromkeys(XML_TYPES | XML_FORMATS, "xml"),
}
_R4 = frozenset({"4.0", "4.0.1"})
_VERSION = "fhirversion="
_QUALITY = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


def require_format(headers: Mapping[str, str], asked: Sequence[tuple[str, str]]) -> Format:
    """What is asked: `_format` goes before Accept. https://hl7.org/fhir/R4/http.html#parameters.

    Raises:
        NotAcceptable: neither of the two.
    """
    found: Format | None = "json"
    formats = [value for name, value in asked if name == "_format"] if asked else []
    accept = headers.get("accept")
    if formats:
        found = next(filter(None, map(named, formats)), None)
    elif accept is not None:
        found = accepted(accept)
    if found is None:
        raise NotAcceptable(
            "this server writes application/fhir+json and application/fhir+xml, of fhirVersion 4.0"
        )
    return found


def require_r4(content_type: str) -> None:
    """Return where a body is said to be of this version of FHIR, or of none.

    https://hl7.org/fhir/R4/versioning.html#mt-version

    Raises:
        UnsupportedMediaType: it is of another.
    """
    if not _is_r4(part.strip().lower() for part in content_type.split(";")[1:]):
        raise UnsupportedMediaType("this server reads FHIR R4: send it as fhirVersion=4.0")


def announced(headers: Mapping[str, str], query: bytes) -> Format:
    """The same where nothing was judged yet: what a refusal is written in."""
    if b"_format" in query:
        for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
            if name == "_format" and (found := named(value)):
                return found
    accept = headers.get("accept")
    return (accepted(accept) if accept is not None else None) or "json"


def named(said: str) -> Format | None:
    """The format that a media type, or a value of `_format`, is a name of."""
    media_type, *parameters = (part.strip().lower() for part in said.split(";"))
    if not _is_r4(parameters):
        return None
    return "json" if media_type in _ANY else _NAMED.get(media_type)


@lru_cache(maxsize=256)
def accepted(accept: str) -> Format | None:
    """What an Accept header likes best of the two; None where it takes neither.

    Of equal quality what it names goes before what it merely takes, and what it names first.
    https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
    """
    told: dict[Format, float] = {}
    anything = 0.0
    for one in accept.split(","):
        media_type, *parameters = (part.strip().lower() for part in one.split(";"))
        quality = _quality(parameters) if _is_r4(parameters) else 0.0
        if media_type in _ANY:
            anything = max(anything, quality)
        elif media_type in _NAMED and "/" in media_type:
            kind = _NAMED[media_type]
            told[kind] = max(told.get(kind, 0.0), quality)
    ranked = [*told, *(one for one in _BOTH if one not in told)]
    best = max(ranked, key=lambda one: told.get(one, anything))
    return best if told.get(best, anything) else None


def _is_r4(parameters: Iterable[str]) -> bool:
    """Whether no other version of FHIR is named."""
    named = [one.removeprefix(_VERSION) for one in parameters if one.startswith(_VERSION)]
    return all(one.strip().strip('"') in _R4 for one in named)


def _quality(parameters: Sequence[str]) -> float:
    """What is no quality counts for nothing said."""
    for one in parameters:
        if match := _QUALITY.fullmatch(one):
            return min(float(match[1]), 1.0)
    return 1.0


def asks_for(
    names: Container[str], headers: Mapping[str, str], pairs: Sequence[tuple[str, str]]
) -> bool:
    """Whether an answer is asked in the form of these names, which is none of FHIR's.

    `_format` goes before Accept; of what Accept has the first that is written here.
    """
    asked = [value for name, value in pairs if name == "_format"]
    for said in asked or headers.get("accept", "").split(","):
        media_type = said.partition(";")[0].strip().lower()
        if media_type in names:
            return True
        if named(media_type):
            return False
    return False
