"""Update: `PUT Type/id`, and by business identifier `PUT Type?identifier=system|value`.

https://hl7.org/fhir/R4/http.html#update
"""

from typing import Any

from hub.errors import Invalid
from hub.fhir.body import Brought, brought, parsed
from hub.fhir.call import Answer, Call
from hub.fhir.offer import changed_offer
from hub.fhir.own_correction import answer, is_answer
from hub.fhir.parts import Hub
from hub.fhir.promise import changed_promise
from hub.fhir.written import single
from hub.write.commit import Work, commit
from hub.write.conditions import condition_of, expected_version
from hub.write.draft import Condition, Draft


async def update(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """A new version, or the first one under the caller's own id; 200 and no version if the same.

    Raises:
        Invalid: a condition beside the id, or a body of another type or id.
        Unprocessable: with every fault.
    """
    if any(not name.startswith("_") for name, _ in call.pairs):
        raise Invalid("name the resource by its id or by a condition, not by both")
    if resource_type == "Task" and is_answer(call):
        return await answer(hub, call, resource_type, resource_id)
    if resource_type == "Task" and (answered := await changed_offer(hub, call, resource_id)):
        return answered
    if resource_type == "Task" and (found := await changed_promise(hub, call, resource_id)):
        return found
    said = await brought(hub, call, parsed(call), resource_type, resource_id)
    draft = updated(call, resource_type, said.resource, call.body, resource_id)
    return await _put(hub, call, draft, said)


async def conditional_update(hub: Hub, call: Call, resource_type: str) -> Answer:
    """The same, for the one resource of the caller's own that has this identifier.

    Raises:
        As `update`; MultipleMatches where more than one has it.
    """
    said = await brought(hub, call, parsed(call), resource_type)
    asked = condition_of(resource_type, call.pairs)
    draft = updated(call, resource_type, said.resource, call.body, asked)
    return await _put(hub, call, draft, said)


def updated(
    call: Call, resource_type: str, resource: dict[str, Any], raw: bytes, named: str | Condition
) -> Draft:
    """The draft of it, `named` by its id or by a condition; `raw` are its bytes.

    Raises:
        Invalid: an If-Match that names no version.
    """
    return Draft(
        method="PUT",
        type=resource_type,
        expression=resource_type,
        resource=resource,
        raw=raw,
        id=named if isinstance(named, str) else None,
        condition=named if isinstance(named, Condition) else None,
        if_match=expected_version(call.headers.get("if-match")),
        only_new=call.headers.get("if-none-match") == "*",
    )


async def _put(hub: Hub, call: Call, draft: Draft, said: Brought) -> Answer:
    work = Work(call.errand, "update", [draft], hub.fhir_url, faults=said.faults)
    [outcome] = await commit(hub.access, work)
    return single(hub, call, outcome, said.judged)
