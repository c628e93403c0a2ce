"""What declares that a source treats the inhabitant, so that it may speak of him to others.

docs/decisions/0024-the-right-to-speak.md
"""

from collections.abc import Mapping
from typing import Any

from profiles.systems import URA_SYSTEM
from profiles.transfer.choice import HANDOFF

_NOT = frozenset({"entered-in-error", "cancelled", "revoked", "rejected", "failed"})
RELATING = frozenset({"Composition", "Encounter", "EpisodeOfCare", "ServiceRequest", "Task"})
"""Contact, care, referral and handoff."""


def declares(resource: Mapping[str, Any], custodian: str) -> bool:
    """Whether this says so: one of `RELATING` that stands, or registration with the practice.

    https://hl7.org/fhir/R4/patient-definitions.html#Patient.generalPractitioner
    """
    kind = resource.get("resourceType")
    if kind == "Patient":
        return any(_is(one, custodian) for one in resource.get("generalPractitioner", []))
    if kind == "Composition" and not _is_handoff(resource):
        return False
    return kind in RELATING and resource.get("status") not in _NOT


def _is_handoff(composition: Mapping[str, Any]) -> bool:
    coded = composition.get("type", {}).get("coding", [])
    return any((one.get("system"), one.get("code")) in HANDOFF for one in coded)


def _is(practice: Mapping[str, Any], custodian: str) -> bool:
    number = practice.get("identifier")
    if not isinstance(number, Mapping) or number.get("system") != URA_SYSTEM:
        return False
    return str(number.get("value", "")).zfill(8) == custodian
