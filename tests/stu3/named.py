"""The least of each resource that a document of the national fixtures names, in STU3."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

from profiles import systems
from tests.adapters.vvt.stu3 import a_directive
from tests.plugins.shared_data import shared_data

Tree = dict[str, Any]
_REFERENCE = re.compile(r'"reference": "([A-Za-z]+)/([^"]+)"')
_CODE = {"coding": [{"system": systems.SNOMED, "code": "230690007"}]}
_SUBJECT = ("Condition", "DiagnosticReport", "Encounter", "Flag", "Observation", "Procedure")


def fixture(name: str) -> str:
    """The text of one of the fixtures beside the checkout."""
    return (shared_data("transfer", "stu3") / name).read_text()


def fixtures() -> list[Path]:
    """All of them."""
    return sorted(shared_data("transfer", "stu3").glob("*.json"))


def apart(text: str) -> str:
    """The same under ids of this test alone."""
    return text.replace("eov-test", f"eov-{uuid4().hex[:8]}").replace("XXX_", "")


def named_in(*texts: str) -> list[tuple[str, str]]:
    """Type and id of what they refer to, but for inhabitants and documents."""
    found = dict.fromkeys(one for text in texts for one in _REFERENCE.findall(text))
    return [one for one in found if one[0] not in {"Patient", "Composition"}]


def least(kind: str, name: str, patient: str) -> Tree:
    """A resource of this type and id about this inhabitant, that says as little as it may."""
    about = {"reference": patient}
    made: dict[str, Tree] = {
        "AllergyIntolerance": {"clinicalStatus": "active", "verificationStatus": "confirmed"}
        | {"code": _CODE, "patient": about},
        "CarePlan": {"status": "active", "intent": "plan", "subject": about},
        "Condition": {"clinicalStatus": "active"},
        "Coverage": {"status": "active", "beneficiary": about, "payor": [{"display": "Polis"}]},
        "DeviceUseStatement": {"status": "active", "subject": about}
        | {"device": {"display": "Rollator"}},
        "DiagnosticReport": {"status": "final"},
        "Encounter": {"status": "planned"},
        "Flag": {"status": "active"},
        "HealthcareService": {"active": True},
        "Location": {"status": "active"},
        "NutritionOrder": {"status": "active", "patient": about}
        | {"dateTime": "2026-11-22", "oralDiet": {"type": [_CODE]}},
        "Observation": {"status": "final"},
        "Organization": {"active": True, "name": f"Zorg {name}"},
        "Practitioner": {"active": True},
        "PractitionerRole": {"active": True},
        "Procedure": {"status": "completed"},
        "RelatedPerson": {"active": True, "patient": about},
    }
    if kind == "Consent":
        return json.loads(json.dumps(a_directive(name)).replace("Patient/pat-1", patient))
    members = made[kind]
    if kind in _SUBJECT:
        members |= {"code": _CODE, "subject": about} if kind != "Encounter" else {"subject": about}
    return {"resourceType": kind, "id": name, **members}
