"""A body that takes too long: who watches the connection says so, who waits for the body asks."""

from collections.abc import Mapping
from typing import Any

_LATE = "late"


def tell_late(state: dict[str, Any]) -> None:
    """Say so in the state of its request."""
    state[_LATE] = True


def is_late(scope: Mapping[str, Any]) -> bool:
    """Whether the body of this request takes too long; its answer closes the connection."""
    return _LATE in scope.get("state", ())
