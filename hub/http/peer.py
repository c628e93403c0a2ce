"""The certificate that a caller has shown: of its connection, or told by a proxy of ours."""

from collections.abc import Mapping
from typing import Any

PEER = "peer certificate"
"""Where the state of a connection has it, as DER."""


def certificate_of(scope: Mapping[str, Any]) -> bytes | None:
    """The DER that came with this request, whose holder proved to have its key; None without."""
    state: Mapping[str, Any] = scope.get("state") or {}
    return state.get(PEER)
