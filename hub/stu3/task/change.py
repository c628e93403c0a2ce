"""`PUT Task/id` of STU3: an answer, a confirmation, or a transfer that its sender begins.

http://nictiz.nl/fhir/StructureDefinition/eOverdracht-Task
docs/decisions/0091-the-door-for-stu3.md
"""

from typing import Any

from hub.errors import Forbidden, Invalid, NotFound
from hub.fhir.body import sound
from hub.fhir.call import Answer, Call
from hub.fhir.offer import changed_offer
from hub.fhir.offer_answer import in_our_terms
from hub.fhir.parts import Hub
from hub.fhir.update import update
from hub.fhir.written import single
from hub.query.read import Wanted, absent, current_version
from hub.query.search import Stored
from hub.stu3.arriving import in_r4
from hub.stu3.task.begin import begun
from hub.stu3.task.confirm import confirmed
from hub.stu3.task.parties import receiver_of, sender_of
from hub.stu3.task.sent import Sent, require_an_answer, require_as_read, sent_back
from hub.transfer.notes import NOTE
from hub.write.transfer_answer import TransferAnswer, answer_transfer
from profiles.text.parse import parse
from profiles.transfer.choice import asks_abort, is_kept_here, is_offer

Tree = dict[str, Any]
_ID = "the body must be a Task with the id that the URL names"
_ELSEWHERE = "this transfer is kept at its sender, and here as a copy: answer it there"


async def change_task(hub: Hub, call: Call, sent: Tree, name: str, own: str) -> Answer:
    """The Task as it stands then, in R4.

    Raises:
        NotFound: none that `own` may see, nor begin. PreconditionFailed: it changed since. Invalid:
            another id. Unprocessable, Forbidden: a guard stands against it, by its element.
    """
    if sent.get("resourceType") != "Task":
        raise Invalid(_ID, expression="Task")
    try:
        stored = await current_version(hub.access, call.errand, Wanted("Task", name, "read"))
    except NotFound:
        if sender_of(sent) not in {None, own} or receiver_of(sent) == own:
            raise absent() from None
        _require_id(sent, name)
        return await update(hub, await begun(hub, call, sent, own), "Task", name)
    return await _changed(hub, call, stored, sent, own)


def _require_id(sent: Tree, *names: str) -> None:
    """By its own, or as it is told to who is notified of it."""
    if sent.get("id") not in names:
        raise Invalid(_ID, expression="Task.id")


async def _changed(hub: Hub, call: Call, stored: Stored, sent: Tree, own: str) -> Answer:
    _require_id(sent, stored.id)
    require_as_read(call, sent, stored.version)
    kept: Tree = parse(stored.body)
    back = sent_back(kept, sent, own)
    if is_offer(kept) or asks_abort(kept):
        return await _offer(hub, call, back, stored, own)
    if sender_of(kept) == own:
        made = await confirmed(hub, call, back, own)
        return await update(hub, _read(hub, call, made, stored), "Task", stored.id)
    return await _answered(hub, call, back, stored)


async def _offer(hub: Hub, call: Call, back: Sent, stored: Stored, own: str) -> Answer:
    """By the guards of its case."""
    made = back.made
    if receiver_of(back.kept) == own:
        require_an_answer(back.changes, NOTE)
        made = await in_our_terms(hub, call, made, back.kept) if is_offer(back.kept) else made
    answer = await changed_offer(hub, _read(hub, call, made, stored), stored.id)
    if answer is None:
        raise absent()
    return answer


async def _answered(hub: Hub, call: Call, back: Sent, stored: Stored) -> Answer:
    """By who is to take over."""
    require_an_answer(back.changes)
    if not is_kept_here(back.kept):
        raise Forbidden(_ELSEWHERE, rule="T-WHO")
    said = await sound(hub, _read(hub, call, back.made, stored), "Task", stored.id)
    answer = TransferAnswer(
        errand=call.errand, resource=said.resource, id=stored.id, if_match=stored.version
    )
    outcome = await answer_transfer(hub.access, answer)
    return single(hub, call, outcome, said.judged)


def _read(hub: Hub, call: Call, made: Tree, stored: Stored) -> Call:
    """As if it were sent to the door of R4, by who has read this version."""
    version = f'W/"{stored.version}"'
    return in_r4(call, made, hub.settings.max_body_bytes, if_match=version)
