"""The operation $access-decision, on a Patient and by BSN.

docs/decisions/0035-why-it-is-open-or-closed.md
"""

import msgspec
from msgspec import structs

from hub.errors import Invalid
from hub.fhir.access_decision.asked import DecisionAsked, asked_of
from hub.fhir.access_decision.told import Telling
from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.query.access_decision import access_decision
from hub.security.errand import Errand
from hub.security.granted import require_one_scope
from profiles.identifiers import BSN


async def decision_by_number(hub: Hub, call: Call, resource_type: str) -> Answer:
    """`POST Patient/$access-decision`: of the inhabitant whose BSN stands in the body.

    Raises:
        Invalid: no BSN, or another parameter. As `access_decision`.
    """
    asked = _asked(call, resource_type, by_number=True)
    if asked.bsn is None:
        raise Invalid("say whose record it is about")
    return await _told(hub, _errand(call, asked), asked.bsn)


async def decision_of_patient(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """`Patient/id/$access-decision`: the same of the inhabitant whom the URL names."""
    asked = _asked(call, resource_type, by_number=False)
    return await _told(hub, _errand(call, asked), resource_id)


def _asked(call: Call, resource_type: str, *, by_number: bool) -> DecisionAsked:
    require_one_scope(call.errand.client, resource_type, ("read", "search-type"))
    return asked_of(call, by_number=by_number)


def _errand(call: Call, asked: DecisionAsked) -> Errand:
    """As it would be asked now: for the purpose in the token, or for another."""
    if not asked.purpose:
        return call.errand
    return structs.replace(call.errand, purpose=asked.purpose)


async def _told(hub: Hub, errand: Errand, of: BSN | str) -> Answer:
    answered = await access_decision(hub.access, errand, of)
    return Answer(200, msgspec.json.encode(Telling(answered, errand).parameters()))
