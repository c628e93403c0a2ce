"""What the shipped profiles and rules find, as a table can name it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from profiles.validator import shipped_validator

_ENTRY = re.compile(r"Bundle\.entry\[(\d+)\]\.resource")
_INDEX = re.compile(r"\[\d+\]")


class Found(NamedTuple):
    """One finding: how grave, on which element of which type, by which rule."""

    severity: str
    element: str
    rule: str


def findings(bundle: Mapping[str, Any]) -> set[Found]:
    """What is found in a Bundle; of equal findings one."""
    return {
        Found(issue.severity, element(bundle, issue.expression), issue.rule)
        for issue in shipped_validator().validate(bundle)
    }


def element(bundle: Mapping[str, Any], expression: str) -> str:
    """The element from its own resource on, however deep Bundles stand in Bundles."""
    while place := _ENTRY.match(expression):
        bundle = bundle["entry"][int(place[1])]["resource"]
        expression = bundle["resourceType"] + expression[place.end() :]
    return _INDEX.sub("", expression)


def without_reason(found: set[Found], reasons: Mapping[Found, str]) -> Iterator[Found]:
    """The findings that no row explains."""
    return (one for one in sorted(found) if one not in reasons)
