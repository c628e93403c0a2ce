"""A Task of a case: `PUT Task/id` by a candidate, by who asks for a place, by who looks for one.

https://hl7.org/fhir/R4/task.html and docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import structs

from consent.asker import Provider
from hub.errors import Gone, NotFound
from hub.fhir.body import parsed, sound
from hub.fhir.call import Answer, Call
from hub.fhir.headers import version_headers
from hub.fhir.offer_answer import in_our_terms
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.query.handed_over import UNDER_WAY, with_parts_beside
from hub.query.read import Wanted, current_version
from hub.transfer.acting import changed_elements
from hub.write.conditions import expected_version
from hub.write.identity import uras_of
from hub.write.offer_change import OfferChange, change_offer, is_offer_here
from profiles.resource.read import element
from profiles.text.parse import parse
from profiles.transfer.choice import asks_abort, is_lead, is_offer

_ENCODER = msgspec.json.Encoder(decimal_format="number")


async def changed_offer(hub: Hub, call: Call, name: str) -> Answer | None:
    """The Task as it stands then; None where this is none of a case that is kept here.

    Raises:
        As `change_offer`, or as `sound`.
    """
    task = parsed(call)
    if not (is_offer(task) or is_lead(task) or asks_abort(task)):
        return None
    if hub.pulls and is_offer(task):
        if begun := await _begun(hub, call, task, name):
            return begun
        task = await in_our_terms(hub, call, task, {})
        call = structs.replace(call, body=_ENCODER.encode(task))
    said = await sound(hub, call, "Task", name)
    resource = said.resource
    if is_lead(task) or (is_offer(task) and resource.get("status") == UNDER_WAY):
        resource = await with_parts_beside(hub.access, call.errand, resource)
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


async def _begun(hub: Hub, call: Call, task: Mapping[str, Any], name: str) -> Answer | None:
    """The offer as it stands, where its candidate says that it began and who made it said so.

    Of the draft it is the candidate who sets in-progress; before the choice nobody does.
    """
    asker = call.errand.asker
    own = asker.ura if isinstance(asker, Provider) else None
    candidates = uras_of([element(task, "owner").get("identifier")])
    if task.get("status") != UNDER_WAY or candidates != {own}:
        return None
    try:
        stored = await current_version(hub.access, call.errand, Wanted("Task", name, "read"))
    except (NotFound, Gone):
        return None
    kept = parse(stored.body)
    if list(changed_elements(kept, task)):
        return None
    return Answer(200, stored.body, version_headers(stored.version, stored.last_updated))
