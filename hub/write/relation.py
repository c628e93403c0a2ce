"""What declares that a source treats the inhabitant, so that it may speak of him to others.

docs/decisions/0024-the-right-to-speak.md
"""

from collections.abc import Mapping
from typing import Any

from hub.write.identity import uras_of
from profiles.transfer.choice import is_handoff

_NOT = frozenset({"entered-in-error", "cancelled", "revoked", "rejected", "failed"})
RELATING = frozenset({"Composition", "Encounter", "EpisodeOfCare", "ServiceRequest", "Task"})
"""Contact, care, referral and handoff."""


def declares(resource: Mapping[str, Any], custodian: str) -> bool:
    """Whether this says so: one of `RELATING` that stands, or registration with the practice.

    https://hl7.org/fhir/R4/patient-definitions.html#Patient.generalPractitioner
    """
    kind = resource.get("resourceType")
    if kind == "Patient":
        return custodian in uras_of(
            one.get("identifier") for one in resource.get("generalPractitioner", [])
        )
    if kind == "Composition" and not is_handoff(resource):
        return False
    return kind in RELATING and resource.get("status") not in _NOT
