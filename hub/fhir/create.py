"""Create: `POST Type`, conditional with If-None-Exist, or with the same condition in the URL.

https://hl7.org/fhir/R4/http.html#create
"""

from typing import Any

from hub.errors import Invalid
from hub.fhir.body import brought, parsed
from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.commit import Work, commit
from hub.write.conditions import condition_of, none_exist
from hub.write.draft import Condition, Draft

CONDITIONS = frozenset({"identifier"})
"""What a URL may ask; libraries write a condition there that R4 has in a header."""


async def create(hub: Hub, call: Call, resource_type: str) -> Answer:
    """A new resource under an id of the hub; 200 where it, or its condition, is here already.

    Raises:
        Invalid: another type than the URL says. Unprocessable: with every fault.
    """
    said = await brought(hub, call, parsed(call), resource_type)
    draft = created(call, resource_type, said.resource, call.body)
    work = Work(call.errand, "create", [draft], hub.fhir_url, faults=said.faults)
    [outcome] = await commit(hub.access, work)
    return single(hub, call, outcome, said.judged)


def created(call: Call, resource_type: str, resource: dict[str, Any], raw: bytes) -> Draft:
    """The draft of it; `raw` are its bytes.

    Raises:
        Invalid, NotSupported: a condition that is none.
    """
    return Draft(
        method="POST",
        type=resource_type,
        expression=resource_type,
        resource=resource,
        raw=raw,
        condition=_condition(call, resource_type),
    )


def _condition(call: Call, resource_type: str) -> Condition | None:
    said = none_exist(resource_type, call.headers.get("if-none-exist"))
    pairs = [pair for pair in call.pairs if pair[0] in CONDITIONS]
    if not pairs:
        return said
    asked = condition_of(resource_type, pairs)
    if said not in (None, asked):
        raise Invalid("If-None-Exist and the URL name two conditions; send one of them")
    return asked
