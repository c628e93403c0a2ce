"""What the sender of a transfer changes: he confirms who takes over, hands over, or calls it off.

docs/decisions/0091-the-door-for-stu3.md
"""

from typing import Any

from hub.fhir.call import Call
from hub.fhir.parts import Hub
from hub.query.handed_over import with_parts
from hub.stu3.task.parties import with_parties
from hub.stu3.task.sent import Sent
from hub.transfer.between import STAYS, check_sent
from hub.transfer.refused import Refused
from hub.write.case_here import refusal

Tree = dict[str, Any]


async def confirmed(hub: Hub, call: Call, back: Sent, own: str) -> Tree:
    """The Task as it is to be, in R4.

    Raises:
        Unprocessable, Forbidden: a guard stands against it, by its element.
    """
    made = await with_parties(hub, call, back.made, own)
    try:
        check_sent(back.kept, made)
    except Refused as refused:
        raise refusal(refused) from None
    stays = {name: back.kept[name] for name in STAYS if name in back.kept}
    return await with_parts(hub.access, call.errand, {**made, **stays})
