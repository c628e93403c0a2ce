"""What a person writes: a choice about exchange of his own, by POST Consent or PUT Consent/id.

https://profiles.ihe.net/ITI/PCF/ITI-108.html
docs/decisions/0034-persons-ask-and-choose.md
"""

from msgspec import structs

from consent.asker import Provider
from consent.fhir import is_privacy
from hub.errors import Forbidden, NotSupported, TooLarge
from hub.fhir.body import parsed, sound
from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.conditions import expected_version
from hub.write.own_choice import record_own
from hub.write.own_standing import KIND, OwnChoice
from hub.write.own_words import dated

LARGEST = 32_768
"""Bytes: all that is said in one is multiplied out, organisation by organisation."""
ALONE = frozenset({"create", "update"})
_NOTHING_ELSE = "a person writes his choices about exchange here, and nothing else"


def require_organization(call: Call) -> None:
    """Raise Forbidden where a person asks for what only organisations do."""
    if not isinstance(call.errand.asker, Provider):
        raise Forbidden(_NOTHING_ELSE, rule="A-NOT-CUSTODIAN")


async def own_choice(hub: Hub, call: Call, interaction: str, *names: str) -> Answer:
    """His choice as it is stored, dated now and signed by him.

    Raises:
        Forbidden: anything else. NotSupported: by a condition. TooLarge. Unprocessable: with every
            fault.
    """
    kind, *ids = names
    if kind != KIND or interaction not in ALONE:
        require_organization(call)
    if (interaction == "update" and not ids) or "if-none-exist" in call.headers or call.pairs:
        raise NotSupported("a choice is made by POST Consent, and changed by PUT Consent/id")
    if len(call.body) > LARGEST:
        raise TooLarge(f"a choice has at most {LARGEST} bytes; name organisations by category")
    resource = parsed(call)
    if not is_privacy(resource):
        require_organization(call)
    performer = resource.get("performer")
    call = structs.replace(call, body=dated(resource, call.body, call.errand.now))
    said = await sound(hub, call, kind, *ids)
    own = OwnChoice(
        errand=call.errand,
        resource=said.resource,
        raw=call.body,
        id=ids[0] if ids else None,
        if_match=expected_version(call.headers.get("if-match")),
        performer=performer,
    )
    outcome = await record_own(hub.access, own)
    if not (outcome.nobody or "return=" in call.headers.get("prefer", "")):
        call = structs.replace(call, headers={**call.headers, "prefer": "return=representation"})
    return await single(hub, call, outcome, said.judged)
