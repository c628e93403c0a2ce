"""Delete: `DELETE Type/id`: a last version that says so. https://hl7.org/fhir/R4/http.html#delete."""

from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.fhir.written import single
from hub.write.commit import Work, commit
from hub.write.conditions import expected_version
from hub.write.draft import Draft


async def delete(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """204, once more when repeated; earlier versions stay for who may see them.

    Raises:
        NotFound: nothing of the caller's own is there.
    """
    draft = deleted(call, resource_type, resource_id)
    [outcome] = await commit(hub.access, Work(call.errand, "delete", [draft], hub.fhir_url))
    return single(hub, call, outcome)


def deleted(call: Call, resource_type: str, resource_id: str) -> Draft:
    """The draft of it; raises Invalid where If-Match names no version."""
    return Draft(
        method="DELETE",
        type=resource_type,
        expression=resource_type,
        id=resource_id,
        if_match=expected_version(call.headers.get("if-match")),
    )
