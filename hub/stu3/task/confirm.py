"""What the sender of a transfer changes: he confirms who takes over, hands over, or calls it off.

docs/decisions/0091-the-door-for-stu3.md
"""

from collections.abc import Mapping
from typing import Any

from hub.errors import Unprocessable
from hub.fhir.call import Call
from hub.fhir.parts import Hub
from hub.query.handed_over import with_parts
from hub.stu3.task.parties import with_parties
from hub.stu3.task.sent import STAYS, Sent, is_same
from hub.transfer.between import check_moved
from hub.transfer.refused import Refused
from hub.write.case_here import refusal

Tree = dict[str, Any]
_STAYS = "this stays as it was: for another receiver or inhabitant, begin another transfer"


async def confirmed(hub: Hub, call: Call, back: Sent, own: str) -> Tree:
    """The Task as it is to be, in R4.

    Raises:
        Unprocessable, Forbidden: a guard stands against it, by its element.
    """
    made = await with_parties(hub, call, back.made, own)
    _require_same(back.kept, made)
    try:
        check_moved(str(back.kept.get("status")), str(made.get("status")), "sender")
    except Refused as refused:
        raise refusal(refused) from None
    stays = {name: back.kept[name] for name in STAYS if name in back.kept}
    return await with_parts(hub.access, call.errand, {**made, **stays})


def _require_same(kept: Mapping[str, Any], made: Mapping[str, Any]) -> None:
    for name in (*STAYS, "output"):
        if not is_same(kept.get(name), made.get(name)):
            raise Unprocessable(_STAYS, expression=f"Task.{name}", rule="T-ELEMENT")
