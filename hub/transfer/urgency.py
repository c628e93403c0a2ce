"""Whether it can't wait. https://hl7.org/fhir/R4/valueset-request-priority.html."""

from collections.abc import Mapping
from typing import Any

_URGENT = frozenset({"urgent", "asap", "stat"})


def is_urgent(*said: Mapping[str, Any]) -> bool:
    """Whether one of these, a Task or a request, is more than ordinary."""
    return any(one.get("priority") in _URGENT for one in said)
