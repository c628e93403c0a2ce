"""Who agreed: in STU3 whom it was verified with, and the parties; in R4 the actors."""

from collections.abc import Mapping, Sequence
from typing import Any

from profiles.invalid import JsonObject
from profiles.systems import NICTIZ, ROLE_CODE, SNOMED

VERIFICATION = f"{NICTIZ}zib-TreatmentDirective-Verification"
CONSENTER = "CONSENTER"
REPRESENTATIVE = "RESPRSN"
_PATIENT = {"system": SNOMED, "code": "116154003", "display": "Patient"}
_OTHER = {"system": "http://hl7.org/fhir/v3/NullFlavor", "code": "OTH", "display": "Other"}
_CONCEPT = "valueCodeableConcept"


def actor(reference: JsonObject, role: str) -> JsonObject:
    """An actor of R4."""
    return {"role": {"coding": [{"system": ROLE_CODE, "code": role}]}, "reference": reference}


def is_actor(node: Mapping[str, Any], role: str) -> bool:
    """Whether it is as `actor` makes one, but for the words beside its code."""
    if node.keys() != {"role", "reference"} or not node["role"].keys() <= {"coding", "text"}:
        return False
    codings = node["role"].get("coding", ())
    return [(one.get("system"), one.get("code")) for one in codings] == [(ROLE_CODE, role)]


def verification(
    references: Sequence[JsonObject], patient: JsonObject, date: str | None
) -> JsonObject:
    """The extension of STU3 that says with whom it was verified, and when."""
    listed: list[JsonObject] = [{"url": "Verified", "valueBoolean": True}]
    if date is not None:
        listed.append({"url": "VerificationDate", "valueDateTime": date})
    for one in references:
        concept: JsonObject = {"coding": [_PATIENT]}
        if one.get("reference") != patient.get("reference"):
            concept = {"coding": [_OTHER], "text": one.get("display", "")}
        listed.append({"url": "VerifiedWith", _CONCEPT: concept})
    return {"url": VERIFICATION, "extension": listed}


def parts(extension: Mapping[str, Any], url: str, value: str) -> list[Any]:
    """The values of the parts of a verification."""
    return [
        one[value]
        for one in extension.get("extension", ())
        if one.get("url") == url and value in one
    ]


def verified_with(extension: Mapping[str, Any], patient: JsonObject) -> list[JsonObject]:
    """References to those with whom it was verified; the patient is the one whose consent it is."""
    found: list[JsonObject] = []
    for concept in parts(extension, "VerifiedWith", _CONCEPT):
        codings = concept.get("coding", ())
        if any((one.get("system"), one.get("code")) == _pair(_PATIENT) for one in codings):
            found.append(dict(patient))
            continue
        words = concept.get("text") or next(
            (one["display"] for one in codings if one.get("display")), ""
        )
        if words:
            found.append({"display": words})
    return found


def _pair(coding: Mapping[str, str]) -> tuple[str, str]:
    return coding["system"], coding["code"]
