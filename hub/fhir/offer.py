"""A Task of a case: `PUT Task/id` by a candidate, by who asks for a place, by who looks for one.

https://hl7.org/fhir/R4/task.html and docs/decisions/0086-the-transfer-point.md
"""

from hub.fhir.body import parsed, sound
from hub.fhir.call import Answer, Call
from hub.fhir.handed_over import UNDER_WAY, with_parts_beside
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.conditions import expected_version
from hub.write.offer_change import OfferChange, change_offer, is_offer_here
from profiles.transfer.choice import is_lead, is_offer


async def changed_offer(hub: Hub, call: Call, name: str) -> Answer | None:
    """The Task as it stands then; None where this is none of a case that is kept here.

    Raises:
        As `change_offer`, or as `sound`.
    """
    task = parsed(call)
    if not (is_offer(task) or is_lead(task)):
        return None
    said = await sound(hub, call, "Task", name)
    resource = said.resource
    if is_lead(task) or resource.get("status") == UNDER_WAY:
        resource = await with_parts_beside(hub, call, resource)
    change = OfferChange(
        errand=call.errand,
        resource=resource,
        id=name,
        if_match=expected_version(call.headers.get("if-match")),
    )
    if not await is_offer_here(hub.access, change):
        return None
    outcome = await change_offer(hub.access, change)
    return single(hub, call, outcome, said.judged)
