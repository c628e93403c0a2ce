"""A handover between two, without the transfer point: who moves it from where to where.

The order of eOverdracht: the sender offers, the receiver answers, the sender confirms and hands
over, the receiver takes over.
"""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from hub.transfer.refused import Refused
from profiles.transfer.choice import is_kept_here

_ORDERED = msgspec.json.Encoder(order="deterministic")
Task = Mapping[str, Any]
Side = Literal["sender", "receiver"]
STAYS = ("code", "intent", "for", "requester", "owner", "groupIdentifier")
"""What one transfer has from its beginning to its end."""
_STAYS = "this stays as it was: for another receiver or inhabitant, begin another transfer"
_CALL_OFF = "who is to take over may be reckoning with it: call it off, by the status cancelled"
_STAYS_HERE = "this transfer is answered at the hub, and stays so: send its tags as you read them"
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


def check_sent(before: Task, after: Task) -> None:
    """Raise Refused where the sender does not move it so, or changes what is not his to change."""
    for name in (*STAYS, "output"):
        if not is_same(before.get(name), after.get(name)):
            raise Refused("T-ELEMENT", _STAYS, f"Task.{name}")
    if not is_kept_here(after):
        raise Refused("T-ELEMENT", _STAYS_HERE, "Task.meta.tag")
    check_moved(str(before.get("status")), str(after.get("status")), "sender")


def check_deleted(before: Task) -> None:
    """Raise Refused where it goes on: who is to take over would be told nothing."""
    if before.get("status") not in OVER:
        raise Refused("T-UNDER-WAY", _CALL_OFF)


def is_same(one: object, other: object) -> bool:
    """Whether two say the same: words beside a code or a reference say nothing else.

    Systems spell them anew, and the order of extensions says nothing.
    """
    return bool(_bare(one) == _bare(other))


def _bare(node: Any) -> Any:
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, Mapping):
        return node
    made = {name: _bare(one) for name, one in node.items() if name != "display"}
    if "extension" in made:
        made["extension"] = sorted(made["extension"], key=_ORDERED.encode)
    return made
