"""Update: `PUT Type/id`, and by business identifier `PUT Type?identifier=system|value`.

https://hl7.org/fhir/R4/http.html#update
"""

from hub.errors import Invalid
from hub.interactions.body import check, parsed
from hub.interactions.call import Answer, Call
from hub.interactions.conditions import condition, expected_version
from hub.interactions.context import Hub
from hub.interactions.search import refuse_bsn_in_url
from hub.interactions.write.answer import single
from hub.interactions.write.commit import Work, commit
from hub.interactions.write.draft import Draft


async def update(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """A new version, or the first one under the caller's own id; 200 and no version if the same.

    Raises:
        Invalid: the body says another type or id. Unprocessable: with every fault.
    """
    resource = parsed(call)
    if resource.get("resourceType") != resource_type or resource.get("id") != resource_id:
        raise Invalid(
            f"the body must be a {resource_type} with the id that the URL names",
            expression=f"{resource_type}.id",
        )
    check(resource)
    draft = Draft(
        method="PUT",
        type=resource_type,
        expression=resource_type,
        resource=resource,
        raw=call.body,
        id=resource_id,
        if_match=expected_version(call.headers.get("if-match")),
        only_new=call.headers.get("if-none-match") == "*",
    )
    [outcome] = await commit(hub, Work(call, "update", [draft]))
    return await single(hub, call, outcome)


async def conditional_update(hub: Hub, call: Call, resource_type: str) -> Answer:
    """The same, for the one resource of the caller's own that has this identifier.

    Raises:
        As `update`; MultipleMatches where more than one has it.
    """
    refuse_bsn_in_url(resource_type, call.pairs)
    resource = parsed(call)
    if resource.get("resourceType") != resource_type:
        raise Invalid(
            f"the URL says {resource_type}; send a resource of that type",
            expression="resourceType",
        )
    check(resource)
    draft = Draft(
        method="PUT",
        type=resource_type,
        expression=resource_type,
        resource=resource,
        raw=call.body,
        condition=condition(resource_type, call.pairs),
        if_match=expected_version(call.headers.get("if-match")),
        only_new=call.headers.get("if-none-match") == "*",
    )
    [outcome] = await commit(hub, Work(call, "update", [draft]))
    return await single(hub, call, outcome)
