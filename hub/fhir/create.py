"""Create: `POST Type`, conditional with If-None-Exist.

https://hl7.org/fhir/R4/http.html#create
"""

from hub.fhir.body import sound
from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.commit import Work, commit
from hub.write.conditions import none_exist
from hub.write.draft import Draft


async def create(hub: Hub, call: Call, resource_type: str) -> Answer:
    """A new resource under an id of the hub; 200 where it, or its condition, is here already.

    Raises:
        Invalid: another type than the URL says. Unprocessable: with every fault.
    """
    said = await sound(hub, call, resource_type)
    draft = Draft(
        method="POST",
        type=resource_type,
        expression=resource_type,
        resource=said.resource,
        raw=call.body,
        condition=none_exist(resource_type, call.headers.get("if-none-exist")),
    )
    [outcome] = await commit(hub.access, Work(call.errand, "create", [draft], hub.fhir_url))
    return single(hub, call, outcome, said.judged)
