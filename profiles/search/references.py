"""What a Reference says by itself of the resource it names."""

import re
from collections.abc import Mapping
from typing import Any

_LITERAL = re.compile(
    r"(?P<server>https?://.+/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.\-]{1,64})"
    r"(?:/_history/[A-Za-z0-9.\-]{1,64})?"
)


def local_literal(reference: str) -> tuple[str, str] | None:
    """Type and id of a relative literal reference, its version left off; None for any other.

    https://hl7.org/fhir/R4/references.html#literal
    """
    match = _LITERAL.fullmatch(reference)
    if match is None:
        return None
    server, kind, name = match.groups()
    return None if server else (kind, name)


def type_named(reference: Mapping[str, Any]) -> str | None:
    """The resource type that a Reference names, by its url or else by `Reference.type`."""
    url, stated = reference.get("reference"), reference.get("type")
    match = _LITERAL.fullmatch(url) if isinstance(url, str) else None
    if match:
        return match["type"]
    return stated.rpartition("/")[2] if isinstance(stated, str) else None
