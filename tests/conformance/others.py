"""What else an instance may hold where R4 lets one of several stand: the other choices of a type.

Each is what changes in the first instance; a member that is None is left out.
"""

from collections.abc import Iterator
from typing import Any

from profiles.r4.tables import elements
from tests.conformance.instances import ELSEWHERE, Tree, an_instance
from tests.conformance.values import DATATYPES, OWN_CODES, PRIMITIVES

PATIENT = "{patient}"
"""Becomes a reference to the Patient."""
_CONCEPT = DATATYPES["CodeableConcept"]
_ANOTHER = {"coding": [{"system": OWN_CODES, "code": "roeien"}]}
_QUANTITY = DATATYPES["Quantity"]
_CANONICAL = PRIMITIVES["canonical"]
_DAY = "2026-05-14"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_UNKNOWN = {"coding": [{"system": _ABSENT, "code": "unknown"}]}
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_RESOLVED = {"coding": [{"system": _CLINICAL, "code": "resolved"}]}
_EMAIL = [{"system": "email", "value": "balie@zeekraal.example"}]
_ARTIFACTS = ("composed-of", "depends-on", "derived-from", "predecessor", "successor")
_TO_A_PATIENT = {"reference": PATIENT}
_AT = "urn:uuid:0d9f3c52-3f0c-4c9e-8a0e-6f5d9f0b7a22"
_NARRATIVE = {"status": "generated", "div": PRIMITIVES["xhtml"]}
_DOCUMENT = {
    "resourceType": "Composition",
    "id": "brief-1",
    "status": "final",
    "type": _CONCEPT,
    "date": _DAY,
    "author": [{"display": "Praktijk Duinroos"}],
    "title": "Brief",
    "section": [{"title": "Wandelen", "text": _NARRATIVE}],
}
_MESSAGE = {
    "resourceType": "MessageHeader",
    "id": "bericht-1",
    "eventCoding": DATATYPES["Coding"],
    "source": {"endpoint": PRIMITIVES["url"]},
}


def _to(kind: str) -> Tree:
    return {"reference": f"{ELSEWHERE}/{kind}/{kind.lower()}-zeekraal"}


_MEDICATION = {"medicationCodeableConcept": None, "medicationReference": _to("Medication")}
_OBSERVED = {"valueQuantity": None}
OTHERS: dict[str, list[Tree]] = {
    "Appointment": [
        {
            "participant": [
                {"actor": actor, "status": "accepted"}
                for actor in (_TO_A_PATIENT, _to("Location"), _to("Practitioner"))
            ]
        }
    ],
    "AppointmentResponse": [{"actor": _to("Location")}, {"actor": _to("Practitioner")}],
    "Basic": [{"subject": _TO_A_PATIENT}],
    "Bundle": [
        {"type": "document", "entry": [{"fullUrl": _AT, "resource": _DOCUMENT}]},
        {"type": "message", "entry": [{"fullUrl": _AT, "resource": _MESSAGE}]},
    ],
    "CarePlan": [
        {
            "activity": [
                {
                    "detail": {
                        "code": _CONCEPT,
                        "status": "scheduled",
                        "scheduledPeriod": DATATYPES["Period"],
                        "performer": [_to("Practitioner")],
                    }
                }
            ]
        }
    ],
    "Composition": [
        {
            "subject": _TO_A_PATIENT,
            "relatesTo": [{"code": "appends", "targetReference": _to("Composition")}],
        }
    ],
    "ConceptMap": [
        {
            "sourceUri": None,
            "targetUri": None,
            "sourceCanonical": _CANONICAL,
            "targetCanonical": _CANONICAL,
        }
    ],
    "Condition": [
        {"onsetDateTime": None, "clinicalStatus": _RESOLVED, **changed}
        for changed in (
            {"onsetAge": DATATYPES["Age"], "abatementAge": DATATYPES["Age"]},
            {"onsetString": "in de lente", "abatementString": "in de herfst"},
            {"abatementDateTime": _DAY},
        )
    ],
    "Consent": [{"sourceAttachment": None, "sourceReference": _to("DocumentReference")}],
    "Contract": [{"subject": [_TO_A_PATIENT]}],
    "DeviceRequest": [{"codeReference": None, "codeCodeableConcept": _CONCEPT}],
    "DocumentReference": [
        {"content": [{"attachment": {"language": "nl-NL", "url": PRIMITIVES["url"]}}]}
    ],
    "Linkage": [
        {
            "item": [
                {"type": "source", "resource": _to("Patient")},
                {"type": "alternate", "resource": _to("Person")},
            ]
        }
    ],
    "List": [{"entry": None, "emptyReason": _CONCEPT}],
    "Medication": [{"ingredient": [{"itemReference": _to("Substance")}]}],
    "MedicationAdministration": [_MEDICATION],
    "MedicationDispense": [_MEDICATION],
    "MedicationKnowledge": [{"ingredient": [{"itemReference": _to("Substance")}]}],
    "MedicationRequest": [
        {**_MEDICATION, "dosageInstruction": [{"timing": {"event": [f"{_DAY}T09:30:00+02:00"]}}]}
    ],
    "MedicationStatement": [_MEDICATION],
    "MolecularSequence": [
        {"referenceSeq": {"referenceSeqId": _CONCEPT, "windowStart": 1, "windowEnd": 12}}
    ],
    "Observation": [
        {
            **_OBSERVED,
            "valueCodeableConcept": _CONCEPT,
            "component": [
                {"code": _ANOTHER, "valueQuantity": _QUANTITY},
                {"code": _ANOTHER, "valueCodeableConcept": _CONCEPT},
                {"code": _ANOTHER, "dataAbsentReason": _UNKNOWN},
            ],
        },
        {**_OBSERVED, "valueDateTime": f"{_DAY}T09:30:00+02:00"},
        {**_OBSERVED, "valueString": "drie rondjes"},
        {**_OBSERVED, "dataAbsentReason": _UNKNOWN},
    ],
    "OrganizationAffiliation": [{"telecom": _EMAIL}],
    "Person": [{"link": [{"target": _to("Practitioner")}, {"target": _to("RelatedPerson")}]}],
    "Practitioner": [{"telecom": _EMAIL}],
    "PractitionerRole": [{"telecom": _EMAIL}],
    "Provenance": [
        {"target": [_TO_A_PATIENT], "occurredPeriod": None, "occurredDateTime": _DAY},
    ],
    "Questionnaire": [
        {
            "item": [
                {
                    "linkId": "1",
                    "type": "string",
                    "code": [DATATYPES["Coding"]],
                    "definition": "https://zeekraal.example/fhir/StructureDefinition/a#a.b",
                }
            ]
        }
    ],
    "QuestionnaireResponse": [{"subject": _TO_A_PATIENT}],
    "Substance": [{"ingredient": [{"substanceReference": _to("Substance")}]}],
    "Task": [{"for": _TO_A_PATIENT}],
}


def others(kind: str, patient: str) -> Iterator[Tree]:
    """Each other instance of a type, about this Patient."""
    changes = [*OTHERS.get(kind, ()), *_of_all(kind)]
    for number, one in enumerate(changes, 1):
        changed = an_instance(kind, patient)
        for name in changed.keys() & {"identifier", "masterIdentifier"}:
            changed[name] = _renumbered(changed[name], number)
        changed |= _filled(one, patient)
        yield {name: value for name, value in changed.items() if value is not None}


def _renumbered(identifier: Any, number: int) -> Any:
    if isinstance(identifier, list):
        return [_renumbered(one, number) for one in identifier]
    return identifier | {"value": f"{identifier['value']}-{number}"}


def _of_all(kind: str) -> list[Tree]:
    """What several types have alike."""
    names = {row.name for row in elements(kind)}
    changed: Tree = {}
    if "useContext" in names:
        code = DATATYPES["UsageContext"]["code"]
        changed["useContext"] = [{"code": code, "valueQuantity": _QUANTITY}]
    if "relatedArtifact" in names:
        changed["relatedArtifact"] = [{"type": one, "resource": _CANONICAL} for one in _ARTIFACTS]
    return [changed] if changed else []


def _filled(node: Any, patient: str) -> Any:
    if isinstance(node, dict):
        return {name: _filled(value, patient) for name, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, patient) for value in node]
    return patient if node == PATIENT else node
