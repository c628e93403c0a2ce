"""Conditions of a write: If-Match, If-None-Exist, and the query of a conditional update.

https://hl7.org/fhir/R4/http.html#cond-update
"""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

from hub.errors import Invalid, NotSupported, PreconditionFailed, PreconditionRequired
from hub.search.kinds.token import ESCAPED_BAR
from hub.search.registry import searchable
from hub.search.value import split
from hub.storage.own_id import VERSION
from hub.write.draft import Condition

_UNESCAPED = re.compile(rf"[^\\,{ESCAPED_BAR}]+")
ETAG = re.compile(rf'(?:W/)?"?(?P<version>{VERSION.pattern})"?')


def expected_version(if_match: str | None) -> str | None:
    """The version that If-Match names, as its ETag calls it.

    Raises:
        Invalid: not an ETag of this server.
    """
    if if_match is None:
        return None
    match = ETAG.fullmatch(if_match.strip())
    if match is None:
        raise Invalid('If-Match takes the ETag of a version, for example W/"3"')
    return match["version"]


def require_read(if_match: str | None, newest: int, unread: str) -> None:
    """Return where the version that a person, or who answers him, read is the newest.

    Raises:
        PreconditionRequired: none is named; told by `unread`. PreconditionFailed: it is another.
    """
    if if_match is None:
        raise PreconditionRequired(
            f"{unread}: send If-Match with the ETag of the version that you change",
            rule="P-UNREAD",
        )
    if if_match != str(newest):
        raise PreconditionFailed(
            "If-Match names another version than the newest; read it again and redo the change"
        )


def condition_of(resource_type: str, pairs: Sequence[tuple[str, str]]) -> Condition:
    """The one business identifier that the pairs ask for.

    Raises:
        NotSupported: another parameter, or more than one; or the type has none.
        Invalid: no system or value.
    """
    if "identifier" not in searchable(resource_type):
        raise NotSupported(
            f"a {resource_type} has no business identifier that a condition could ask for; "
            "name it by id"
        )
    if len(pairs) != 1 or pairs[0][0] != "identifier":
        raise NotSupported(
            "a condition is one business identifier that you gave, and nothing beside it: "
            "identifier=system|value"
        )
    asked = pairs[0][1]
    texts = [asked] if _UNESCAPED.fullmatch(asked) else split(asked)
    system, _, value = texts[0].rpartition("|")
    if len(texts) != 1 or not system or not value:
        raise Invalid("a condition names one identifier, with its system: identifier=system|value")
    system, value = (part.replace(ESCAPED_BAR, "|") for part in (system, value))
    return Condition(resource_type, system, value)


def none_exist(resource_type: str, header: str | None) -> Condition | None:
    """The condition of a conditional create."""
    if header is None:
        return None
    query = header.strip().partition("?")[2] or header.strip()
    return condition_of(resource_type, parse_qsl(query, keep_blank_values=True))
