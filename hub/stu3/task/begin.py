"""What a sender begins here: a transfer, offered or handed over at once, or that one is called off.

docs/decisions/0091-the-door-for-stu3.md
"""

from typing import Any

from hub.errors import Unprocessable
from hub.fhir.call import Call
from hub.fhir.parts import Hub
from hub.query.handed_over import with_parts
from hub.stu3.arriving import in_r4
from hub.stu3.task.parties import with_parties
from profiles.resource.read import element, has, objects
from profiles.systems import TRANSFER_OF_CARE
from profiles.transfer.choice import KEPT_HERE, asks_abort, is_kept_here

Tree = dict[str, Any]
_CODE = (
    "a Task that comes in STU3 is a transfer of care: SNOMED CT 308292007, with intent order; or "
    "asks that one be called off: abort"
)
_FOR = "say whose transfer this is, by a Patient that is kept here"


async def begun(hub: Hub, call: Call, task: Tree, own: str) -> Call:
    """The same call with the Task as it is to be kept.

    Raises:
        Unprocessable, Forbidden: it is no transfer, of another, or to nobody.
    """
    if asks_abort(task):
        made = await with_parties(hub, call, task, own)
        return in_r4(call, made, hub.settings.max_body_bytes)
    if not has(task.get("code"), TRANSFER_OF_CARE) or task.get("intent") != "order":
        raise Unprocessable(_CODE, expression="Task.code")
    if not element(task, "for").get("reference"):
        raise Unprocessable(_FOR, expression="Task.for")
    made = await with_parties(hub, call, _kept_here(task), own)
    made = await with_parts(hub.access, call.errand, made)
    return in_r4(call, made, hub.settings.max_body_bytes)


def _kept_here(task: Tree) -> Tree:
    if is_kept_here(task):
        return task
    meta = element(task, "meta")
    return {**task, "meta": {**meta, "tag": [*objects(meta.get("tag")), KEPT_HERE]}}
