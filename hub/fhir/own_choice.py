"""What a person writes: a choice about exchange of his own, by POST Consent or PUT Consent/id.

https://profiles.ihe.net/ITI/PCF/ITI-108.html
docs/decisions/0034-persons-ask-and-choose.md
"""

from msgspec import structs

from consent.fhir import is_privacy
from hub.fhir.body import parsed, sound
from hub.fhir.call import Answer, Call
from hub.fhir.only_organizations import require_organization
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.conditions import expected_version
from hub.write.own_choice import record_own
from hub.write.own_standing import OwnChoice
from hub.write.own_words import dated


async def own_choice(hub: Hub, call: Call, kind: str, *ids: str) -> Answer:
    """His choice as it is stored, dated now and signed by him.

    Raises:
        Forbidden: a Consent that is no choice about exchange, or another's. Unprocessable: with
            every fault.
    """
    resource = parsed(call)
    if not is_privacy(resource):
        require_organization(call)
    call = structs.replace(call, body=dated(resource, call.body, call.errand.now))
    said = await sound(hub, call, kind, *ids)
    own = OwnChoice(
        errand=call.errand,
        resource=said.resource,
        raw=call.body,
        id=ids[0] if ids else None,
        if_match=expected_version(call.headers.get("if-match")),
        performer=resource.get("performer"),
    )
    outcome = await record_own(hub.access, own)
    return single(hub, call, outcome, said.judged)
