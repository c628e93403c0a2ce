"""A part of a JWT as it travels. https://www.rfc-editor.org/rfc/rfc7515#section-3."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc.util import urlsafe_b64decode


def json_object(segment: str) -> Mapping[str, Any] | None:
    """The JSON object in a base64url segment; None where it is none."""
    try:
        decoded = json.loads(urlsafe_b64decode(segment.encode("ascii")))
    except (ValueError, IndexError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None
