"""Moments with an offset to the second, as the time of Amsterdam had, which FHIR does not have.

https://hl7.org/fhir/R4/datatypes.html#dateTime
"""

import re
from datetime import UTC, datetime
from typing import Any

_TO_THE_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d:\d\d")


def as_fhir(element: Any) -> Any:
    """A copy in which such a moment is the same moment in UTC."""
    if isinstance(element, list):
        return [as_fhir(one) for one in element]
    if isinstance(element, dict):
        return {
            name: _in_utc(value) if name == "valueDateTime" else as_fhir(value)
            for name, value in element.items()
        }
    return element


def _in_utc(value: Any) -> Any:
    if not isinstance(value, str) or not _TO_THE_SECOND.fullmatch(value):
        return value
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return value
    return moment.isoformat().replace("+00:00", "Z")
