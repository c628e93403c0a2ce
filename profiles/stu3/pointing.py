"""What type a reference is to, as far as that is said."""

import re
from collections.abc import Mapping
from typing import Any

from profiles.invalid import JsonObject

_KIND = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]+)?$")


def kind_of(reference: Any, others: Mapping[str, JsonObject]) -> str:
    """The type; empty where it is not said and nothing in the Bundle has that name."""
    if not isinstance(reference, Mapping):
        return ""
    said = reference.get("reference")
    if isinstance(said, str):
        other = others.get(said)
        if other is not None:
            return str(other.get("resourceType", ""))
        match = _KIND.search(said)
        if match is not None:
            return match[1]
    kind = reference.get("type")
    return kind if isinstance(kind, str) else ""
