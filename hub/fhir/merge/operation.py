"""`Patient/$merge`: what a source delivered of somebody whom it meant wrongly is put right.

docs/decisions/0080-merges.md
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from hub.errors import operation_outcome
from hub.fhir.body import found_against, refuse
from hub.fhir.call import Answer, Call
from hub.fhir.merge.asked import asked_in
from hub.fhir.only_organizations import require_organization
from hub.fhir.parts import Hub
from hub.security.granted import require_scope
from hub.validation.house_rules import house_faults
from hub.write.merge import merge
from hub.write.moving import Told
from profiles.issue import Issue

NAME = "$merge"
_DONE = Issue(
    "information",
    "informational",
    "",
    "what you delivered of the source-patient is the target-patient's from now on; what others "
    "delivered, and what the inhabitant said himself, stays as it is",
)
_REFUSED = Issue(
    "warning",
    "business-rule",
    "",
    "a refusal to share was kept with the source-patient: it holds for what you deliver of the "
    "target-patient too, until the inhabitant permits it anew",
)
_EMPTIED = Issue(
    "warning",
    "business-rule",
    "Consent.status",
    "permissions that were recorded with the source-patient open nothing of the target-patient's: "
    "they are inactive now; ask the inhabitant, and record them anew",
)


_WITHDRAWN = Issue(
    "warning",
    "business-rule",
    "Bundle",
    "documents that have the wrong BSN in them were deleted, for a document is kept whole: send "
    "them anew as they should be",
)


async def merge_patients(hub: Hub, call: Call, resource_type: str) -> Answer:
    """What moved, of whom to whom, and the id by which it is undone.

    Raises:
        Forbidden: a person, or no scope to update Patients. Invalid, Required: as `asked_in`.
            FhirError: as `merge`.
    """
    require_organization(call)
    require_scope(call.errand.client, resource_type, "update")
    asked = asked_in(call)
    if asked.result is not None:
        refuse(await found_against(hub, call, asked.result, house_faults))
    told = await merge(hub.access, call.errand, asked, hub.fhir_url)
    return Answer(200, msgspec.json.encode(_parameters(told)))


def _parameters(told: Told) -> dict[str, Any]:
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "merge", "valueId": told.id},
            {"name": "source-patient", "valueReference": {"reference": told.prior}},
            {"name": "target-patient", "valueReference": {"reference": told.survivor}},
            {"name": "moved", "valueUnsignedInt": told.moved},
            {"name": "outcome", "resource": operation_outcome([*_issues(told)])},
        ],
    }


def _issues(told: Told) -> Iterator[Issue]:
    yield _DONE
    if told.refused:
        yield _REFUSED
    if told.emptied:
        yield _EMPTIED
    if told.withdrawn:
        yield _WITHDRAWN
