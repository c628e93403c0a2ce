"""A task about a promise of a place that was broken: `PUT Task/id` by its transfer point.

https://hl7.org/fhir/R4/task.html and docs/decisions/0088-capacity-and-matching.md
"""

from hub.fhir.body import parsed, sound
from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.conditions import expected_version
from hub.write.promise_found import PromiseFound, is_promise_here, keep_found
from profiles.transfer.choice import is_promise


async def changed_promise(hub: Hub, call: Call, name: str) -> Answer | None:
    """The Task as it stands then; None where this is none that the hub made for its sender.

    Raises:
        As `keep_found`, or as `sound`.
    """
    task = parsed(call)
    if not is_promise(task):
        return None
    found = PromiseFound(
        errand=call.errand,
        resource=task,
        id=name,
        if_match=expected_version(call.headers.get("if-match")),
    )
    if not await is_promise_here(hub.access, found):
        return None
    said = await sound(hub, call, "Task", name)
    outcome = await keep_found(hub.access, found)
    return single(hub, call, outcome, said.judged)
