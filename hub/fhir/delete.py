"""Delete: `DELETE Type/id`, and by business identifier `DELETE Type?identifier=system|value`.

A last version says so. https://hl7.org/fhir/R4/http.html#delete
"""

from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.commit import Work, commit
from hub.write.conditions import condition_of, expected_version
from hub.write.draft import Condition, Draft


async def delete(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """204, once more when repeated or never there; earlier versions stay for who may see them.

    Raises:
        Forbidden: what is there is another's. MethodNotAllowed: an inhabitant's choice.
    """
    return await _deleted(hub, call, deleted(call, resource_type, resource_id))


async def conditional_delete(hub: Hub, call: Call, resource_type: str) -> Answer:
    """The same, of the one resource of the caller's own that has this identifier, if there is one.

    https://hl7.org/fhir/R4/http.html#3.1.0.7.1

    Raises:
        As `delete`; MultipleMatches where more than one has it. NotSupported: another condition.
    """
    condition = condition_of(resource_type, call.pairs)
    return await _deleted(hub, call, deleted(call, resource_type, condition))


def deleted(call: Call, resource_type: str, named: str | Condition) -> Draft:
    """The draft of it, `named` by its id or a condition; raises Invalid on a bad If-Match."""
    return Draft(
        method="DELETE",
        type=resource_type,
        expression=resource_type,
        id=named if isinstance(named, str) else None,
        condition=named if isinstance(named, Condition) else None,
        if_match=expected_version(call.headers.get("if-match")),
    )


async def _deleted(hub: Hub, call: Call, draft: Draft) -> Answer:
    [outcome] = await commit(hub.access, Work(call.errand, "delete", [draft], hub.fhir_url))
    return single(hub, call, outcome)
