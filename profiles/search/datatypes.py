"""What a value of each FHIR datatype shows to each kind of search parameter.

https://hl7.org/fhir/R4/search.html#ptypes
"""

from datetime import datetime
from typing import Any

from profiles.search.dates import EARLIEST, LATEST, span
from profiles.search.definitions import SearchParameter
from profiles.search.references import local_literal
from profiles.search.values import (
    DateValue,
    LogicalReferenceValue,
    ReferenceValue,
    SearchValue,
    StringValue,
    TokenValue,
    UriValue,
)

_NOTHING = (None, None)
_CONTACT_SYSTEMS = frozenset({"phone", "fax", "email", "pager", "url", "sms", "other"})
_HUMAN_NAME = ("text", "family", "given", "prefix", "suffix")
_ADDRESS = ("line", "city", "district", "state", "postalCode", "country")


def tokens(parameter: SearchParameter, node: Any) -> list[SearchValue]:
    """From CodeableConcept, Coding, Identifier, ContactPoint, boolean, code, id, string or uri."""
    code, kind = parameter.code, type(node)
    if kind is dict:
        codings = node.get("coding")
        return [
            TokenValue(code, *pair)
            for coding in (codings if type(codings) is list else (node,))
            if (pair := _pair(coding)) != _NOTHING
        ]
    if kind is str:
        return [TokenValue(code, None, node)]
    return [TokenValue(code, None, "true" if node else "false")] if kind is bool else []


def references(parameter: SearchParameter, node: Any) -> list[SearchValue]:
    """From Reference, canonical, uri, or the first resource of a Bundle where that is a target."""
    if type(node) is str:
        return [UriValue(parameter.code, node)]
    if type(node) is not dict:
        return []
    if "resourceType" in node:
        return _embedded(parameter, node)
    url = node.get("reference")
    found = _literal(parameter, url) if url and type(url) is str else []
    return found + _logical(parameter, node["identifier"]) if "identifier" in node else found


def dates(parameter: SearchParameter, node: Any) -> list[SearchValue]:
    """From date, dateTime, instant, Period or the outer limits of a Timing."""
    covered = _covered(node)
    return [DateValue(parameter.code, *covered)] if covered else []


def strings(parameter: SearchParameter, node: Any) -> list[SearchValue]:
    """From string or markdown, and from each part of a HumanName or Address."""
    if isinstance(node, str):
        return [StringValue(parameter.code, node)]
    if not isinstance(node, dict):
        return []
    parts: list[Any] = []
    for name in _HUMAN_NAME + _ADDRESS:
        part = node.get(name)
        parts += part if isinstance(part, list) else [part]
    return [StringValue(parameter.code, part) for part in parts if isinstance(part, str)]


def uris(parameter: SearchParameter, node: Any) -> list[SearchValue]:
    """From uri, url or canonical."""
    return [UriValue(parameter.code, node)] if isinstance(node, str) else []


def _pair(node: Any) -> tuple[str | None, str | None]:
    if type(node) is not dict:
        return _NOTHING
    system = _text(node, "system")
    code = _text(node, "code") or _text(node, "value")
    return (None if system in _CONTACT_SYSTEMS else system), code


def _embedded(parameter: SearchParameter, node: dict[str, Any]) -> list[SearchValue]:
    type_, id_ = _text(node, "resourceType"), _text(node, "id")
    if not type_ or not id_ or type_ not in parameter.targets:
        return []
    return [ReferenceValue(parameter.code, type_, id_)]


def _literal(parameter: SearchParameter, url: str) -> list[SearchValue]:
    if named := local_literal(url):
        return [ReferenceValue(parameter.code, *named)]
    return [UriValue(parameter.code, url)] if url.startswith(("http://", "https://")) else []


def _logical(parameter: SearchParameter, identifier: Any) -> list[SearchValue]:
    value = _text(identifier, "value") if isinstance(identifier, dict) else None
    if not value:
        return []
    return [LogicalReferenceValue(parameter.code, _text(identifier, "system"), value)]


def _covered(node: Any) -> tuple[datetime, datetime] | None:
    if isinstance(node, str):
        return _span(node)
    if not isinstance(node, dict):
        return None
    if "start" in node or "end" in node:
        return _period(node)
    repeat = node.get("repeat")
    bounds = repeat.get("boundsPeriod") if isinstance(repeat, dict) else None
    events = node.get("event")
    moments = [
        _covered(moment) for moment in [bounds, *(events if isinstance(events, list) else [])]
    ]
    known = [moment for moment in moments if moment]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None


def _period(node: dict[str, Any]) -> tuple[datetime, datetime] | None:
    """An end left out is open: https://hl7.org/fhir/R4/datatypes.html#Period."""
    start, end = (
        _span(node[key]) if key in node else (EARLIEST, LATEST) for key in ("start", "end")
    )
    return (start[0], end[1]) if start and end and start[0] < end[1] else None


def _span(text: Any) -> tuple[datetime, datetime] | None:
    """A text that is no date is a fault for whoever validates; there is nothing to find it by."""
    try:
        return span(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _text(node: dict[str, Any], name: str) -> str | None:
    value = node.get(name)
    return value if value and type(value) is str else None
