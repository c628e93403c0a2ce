"""Own words: `POST QuestionnaireResponse` and `PUT QuestionnaireResponse/id` by a person.

https://hl7.org/fhir/R4/questionnaireresponse.html
docs/decisions/0040-own-words.md
"""

from collections.abc import Mapping
from typing import Any

from consent.asker import Inhabitant
from hub.errors import Forbidden, Unprocessable
from hub.fhir.body import parsed, sound
from hub.fhir.call import Answer, Call
from hub.fhir.only_organizations import require_organization
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.conditions import expected_version
from hub.write.own_response import OwnResponse, record_words
from profiles import own_words as profile
from profiles.systems import HUB_PERSONS

_SOMEBODY_ELSE = "own words are yours: leave out author and source, the hub says who wrote them"


async def own_words(hub: Hub, call: Call, kind: str, *ids: str) -> Answer:
    """They as they are stored, dated now and signed by who wrote them.

    Raises:
        Forbidden: answers to another Questionnaire, or signed by another. Unprocessable: with
            every fault.
    """
    resource = parsed(call)
    if not profile.is_own_words(resource):
        require_organization(call)
    said = await sound(hub, call, kind, *ids)
    found = profile.faults(said.resource)
    if found:
        raise Unprocessable("these are no own words", issues=found, rule="VALIDATION")
    _refuse_other_signature(call, said.resource)
    own = OwnResponse(
        errand=call.errand,
        resource=said.resource,
        raw=call.body,
        id=ids[0] if ids else None,
        if_match=expected_version(call.headers.get("if-match")),
    )
    outcome = await record_words(hub.access, own)
    return single(hub, call, outcome, said.judged)


def _refuse_other_signature(call: Call, resource: Mapping[str, Any]) -> None:
    """Raise Forbidden where it says that another than the one who asks wrote it."""
    is_he = isinstance(call.errand.asker, Inhabitant)
    for element in ("author", "source"):
        said = resource.get(element)
        own = said == resource["subject"] if is_he else _is_by_the_hub(said)
        if said is not None and not own:
            expression = f"{profile.TYPE}.{element}"
            raise Forbidden(_SOMEBODY_ELSE, expression=expression, rule="S-NOT-ENTITLED")


def _is_by_the_hub(reference: Any) -> bool:
    """Whether it is as the hub named who stood for the inhabitant, in what is changed now."""
    named = reference.get("identifier") if isinstance(reference, Mapping) else None
    return isinstance(named, Mapping) and named.get("system") == HUB_PERSONS
