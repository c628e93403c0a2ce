"""A handover between two, without the transfer point: who moves it from where to where.

The order of eOverdracht: the sender offers, the receiver answers, the sender confirms and hands
over, the receiver takes over.
"""

from collections.abc import Mapping
from typing import Literal

from hub.transfer.refused import Refused

Side = Literal["sender", "receiver"]
BEGINS = frozenset({"requested", "in-progress"})
OVER = frozenset({"rejected", "completed", "cancelled", "failed"})
_MOVES: Mapping[Side, Mapping[str, frozenset[str]]] = {
    "receiver": {
        "requested": frozenset({"received", "accepted", "on-hold", "rejected"}),
        "received": frozenset({"accepted", "on-hold", "rejected"}),
        "accepted": frozenset({"rejected"}),
        "on-hold": frozenset({"accepted", "rejected"}),
        "in-progress": frozenset({"completed"}),
    },
    "sender": {
        "requested": frozenset({"requested", "cancelled"}),
        "received": frozenset({"received", "cancelled"}),
        "accepted": frozenset({"in-progress", "cancelled"}),
        "on-hold": frozenset({"requested", "in-progress", "cancelled"}),
        "in-progress": frozenset({"in-progress", "cancelled"}),
    },
}
_SETS: Mapping[str, tuple[Side, str]] = {
    "in-progress": (
        "sender",
        "the sender sets in-progress, once he goes ahead with who accepted",
    ),
    "completed": (
        "receiver",
        "who takes over sets completed, once the transfer is in-progress",
    ),
    "accepted": ("receiver", "who is asked to take over sets accepted"),
    "rejected": ("receiver", "who is asked to take over sets rejected"),
    "on-hold": ("receiver", "who is asked to take over sets on-hold, with another date"),
}


def check_begun(status: str) -> None:
    """Raise Refused where a handover does not begin so."""
    if status not in BEGINS:
        why = "a transfer begins as requested, or as in-progress with the nursing handoff"
        raise Refused("T-STATE", why)


def check_moved(before: str, after: str, side: Side) -> None:
    """Raise Refused where this side does not move a handover so."""
    if before in OVER:
        raise Refused("T-ENDED", f"this transfer is {before}, and stays so")
    if after in _MOVES[side].get(before, ()):
        return
    setter, why = _SETS.get(after, (side, ""))
    if setter != side:
        raise Refused("T-WHO", why)
    why = f"a transfer that is {before} does not become {after} so"
    raise Refused("T-STATE", why)
