"""`Patient/$unmerge`: a merge that should not have been is undone.

docs/decisions/0080-merges.md
"""

from uuid import UUID

import msgspec

from hub.errors import Invalid, Required, operation_outcome
from hub.fhir.call import Answer, Call
from hub.fhir.merge.asked import said_in
from hub.fhir.only_organizations import require_organization
from hub.fhir.parts import Hub
from hub.security.granted import require_scope
from hub.write.unmerge import unmerge
from profiles.issue import Issue

NAME, _MERGE = "$unmerge", "merge"
_AT = "Parameters.parameter.where(name='merge')"
_DONE = Issue(
    "information",
    "informational",
    "",
    "what that merge moved is the source-patient's again, as it was; what came to the "
    "target-patient since stays there",
)


async def unmerge_patients(hub: Hub, call: Call, resource_type: str) -> Answer:
    """What went back, of whom to whom.

    Raises:
        Forbidden: a person, or no scope to update Patients. Invalid, Required: the parameters.
            FhirError: as `unmerge`.
    """
    require_organization(call)
    require_scope(call.errand.client, resource_type, "update")
    said = said_in(call, {_MERGE: "valueId"})
    if _MERGE not in said:
        raise Required("send merge, as valueId", expression=_AT)
    try:
        name = UUID(str(said[_MERGE]))
    except ValueError:
        raise Invalid("merge is an id that Patient/$merge answered", expression=_AT) from None
    back = await unmerge(hub.access, call.errand, name, hub.fhir_url)
    told = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "merge", "valueId": back.id},
            {"name": "source-patient", "valueReference": {"reference": back.prior}},
            {"name": "target-patient", "valueReference": {"reference": back.survivor}},
            {"name": "moved", "valueUnsignedInt": back.moved},
            {"name": "outcome", "resource": operation_outcome([_DONE])},
        ],
    }
    return Answer(200, msgspec.json.encode(told))
