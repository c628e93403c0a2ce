"""What each resource of STU3 becomes in R4: element by element, both ways."""

from typing import Any

import pytest

from profiles.check.structure import check_structure
from profiles.stu3 import to_r4, to_stu3
from tests.profiles.stu3.comparing import plain

Tree = dict[str, Any]
HL7 = "http://terminology.hl7.org/CodeSystem"
NICTIZ = "http://nictiz.nl/fhir/StructureDefinition"
PATIENT: Tree = {"reference": "Patient/p1"}
TEXT: Tree = {"text": "woorden"}
DOCTOR: Tree = {"reference": "Practitioner/d1"}
MEETING: Tree = {"reference": "Encounter/e1"}

# What each type needs in STU3.
LEAST: dict[str, Tree] = {
    "AllergyIntolerance": {"verificationStatus": "confirmed", "patient": PATIENT},
    "CarePlan": {"status": "active", "intent": "plan", "subject": PATIENT},
    "Communication": {"status": "completed"},
    "CommunicationRequest": {"status": "active"},
    "Composition": {
        "status": "final",
        "type": TEXT,
        "subject": PATIENT,
        "date": "2026-03-04",
        "author": [PATIENT],
        "title": "Overdracht",
    },
    "Condition": {"subject": PATIENT},
    "Coverage": {"status": "active", "beneficiary": PATIENT, "payor": [PATIENT]},
    "Device": {},
    "DeviceUseStatement": {
        "status": "active",
        "subject": PATIENT,
        "device": {"reference": "Device/d1"},
    },
    "DiagnosticReport": {"status": "final", "code": TEXT},
    "DocumentReference": {
        "status": "current",
        "type": TEXT,
        "indexed": "2026-03-04T10:00:00Z",
        "content": [{"attachment": {"url": "https://example.org/a.pdf"}}],
    },
    "Encounter": {
        "status": "planned",
        "class": {"system": "http://hl7.org/fhir/v3/ActCode", "code": "AMB"},
    },
    "Goal": {"subject": PATIENT, "description": TEXT},
    "MedicationAdministration": {
        "status": "completed",
        "medicationCodeableConcept": TEXT,
        "subject": PATIENT,
        "effectiveDateTime": "2026-03-04",
    },
    "NutritionOrder": {
        "status": "active",
        "patient": PATIENT,
        "dateTime": "2026-03-04",
        "oralDiet": {"instruction": "zacht"},
    },
    "Observation": {"status": "final", "code": TEXT, "valueString": "ja"},
    "Procedure": {"status": "completed", "subject": PATIENT},
    "QuestionnaireResponse": {"status": "completed"},
}


def state(system: str, code: str, *more: Tree) -> Tree:
    return {"coding": [{"system": f"{HL7}/{system}", "code": code}, *more]}


SPECIFIED: Tree = {
    "extension": [
        {
            "url": f"{NICTIZ}/code-specification",
            "valueCodeableConcept": {
                "coding": [{"system": "http://snomed.info/sct", "code": "55561003"}]
            },
        }
    ]
}
ABSENT: Tree = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
}
SNOMED_ACTIVE: Tree = {"system": "http://snomed.info/sct", "code": "55561003"}


def far(status: str, life: str, achieved: str) -> tuple[str, Tree, Tree]:
    made: Tree = {"lifecycleStatus": life}
    made |= {"achievementStatus": state("goal-achievement", achieved)} if achieved else {}
    return "Goal", {"status": status}, made


CASES: list[tuple[str, Tree, Tree]] = [
    (
        "AllergyIntolerance",
        {"clinicalStatus": "active", "assertedDate": "2026"},
        {"clinicalStatus": state("allergyintolerance-clinical", "active"), "recordedDate": "2026"},
    ),
    (
        "CarePlan",
        {"status": "suspended", "context": MEETING},
        {"status": "on-hold", "encounter": MEETING},
    ),
    ("CarePlan", {"status": "cancelled"}, {"status": "revoked"}),
    (
        "CarePlan",
        {"activity": [{"detail": {"status": "scheduled", "prohibited": True}}]},
        {"activity": [{"detail": {"status": "scheduled", "doNotPerform": True}}]},
    ),
    (
        "CarePlan",
        {"activity": [{"detail": {"status": "cancelled", "statusReason": "ziek"}}]},
        {"activity": [{"detail": {"status": "cancelled", "statusReason": {"text": "ziek"}}}]},
    ),
    ("Communication", {"topic": [PATIENT]}, {"about": [PATIENT]}),
    ("Communication", {"status": "aborted"}, {"status": "stopped"}),
    (
        "CommunicationRequest",
        {"requester": {"agent": PATIENT}, "topic": [PATIENT]},
        {"requester": PATIENT, "about": [PATIENT]},
    ),
    ("Composition", {"class": TEXT}, {"category": [TEXT]}),
    ("Composition", {"attester": [{"mode": ["legal"]}]}, {"attester": [{"mode": "legal"}]}),
    (
        "Condition",
        {"clinicalStatus": "active", "_clinicalStatus": SPECIFIED},
        {"clinicalStatus": state("condition-clinical", "active", SNOMED_ACTIVE)},
    ),
    ("Condition", {"verificationStatus": "unknown"}, {"verificationStatus": ABSENT}),
    (
        "Condition",
        {"verificationStatus": "refuted", "assertedDate": "2026-03"},
        {
            "verificationStatus": state("condition-ver-status", "refuted"),
            "recordedDate": "2026-03",
        },
    ),
    ("Condition", {"stage": {"summary": TEXT}}, {"stage": [{"summary": TEXT}]}),
    (
        "Condition",
        {"clinicalStatus": "resolved", "abatementString": "vorig jaar"},
        {
            "clinicalStatus": state("condition-clinical", "resolved"),
            "abatementString": "vorig jaar",
        },
    ),
    (
        "Coverage",
        {"grouping": {"plan": "B", "planDisplay": "Basis"}},
        {"class": [{"type": state("coverage-class", "plan"), "value": "B", "name": "Basis"}]},
    ),
    (
        "Device",
        {"udi": {"name": "ICD", "deviceIdentifier": "01"}, "model": "M", "version": "2"},
        {
            "udiCarrier": [{"deviceIdentifier": "01"}],
            "deviceName": [{"name": "ICD", "type": "udi-label-name"}],
            "modelNumber": "M",
            "version": [{"value": "2"}],
        },
    ),
    (
        "DeviceUseStatement",
        {"whenUsed": {"start": "2026"}, "indication": [TEXT]},
        {"timingPeriod": {"start": "2026"}, "reasonCode": [TEXT]},
    ),
    (
        "DiagnosticReport",
        {"codedDiagnosis": [TEXT], "performer": [{"actor": DOCTOR}], "category": TEXT},
        {"conclusionCode": [TEXT], "performer": [DOCTOR], "category": [TEXT]},
    ),
    (
        "DocumentReference",
        {"class": TEXT, "context": {"related": [{"ref": PATIENT}]}},
        {"category": [TEXT], "context": {"related": [PATIENT]}, "date": "2026-03-04T10:00:00Z"},
    ),
    (
        "Encounter",
        {"reason": [TEXT], "diagnosis": [{"condition": {"reference": "Procedure/gesprek"}}]},
        {"reasonCode": [TEXT], "reasonReference": [{"reference": "Procedure/gesprek"}]},
    ),
    (
        "Encounter",
        {"diagnosis": [{"condition": {"reference": "Condition/c"}, "role": TEXT}]},
        {"diagnosis": [{"condition": {"reference": "Condition/c"}, "use": TEXT}]},
    ),
    far("in-progress", "active", "in-progress"),
    far("sustaining", "active", "sustaining"),
    far("achieved", "completed", "achieved"),
    far("ahead-of-target", "active", "improving"),
    far("behind-target", "active", "worsening"),
    far("on-target", "active", "sustaining"),
    far("proposed", "proposed", ""),
    far("on-hold", "on-hold", ""),
    (
        "MedicationAdministration",
        {"notGiven": True, "status": "unknown", "reasonNotGiven": [TEXT]},
        {"status": "not-done", "statusReason": [TEXT]},
    ),
    ("NutritionOrder", {"status": "cancelled"}, {"status": "revoked", "intent": "order"}),
    (
        "Observation",
        {"comment": "onrustig", "interpretation": TEXT},
        {"note": [{"text": "onrustig"}], "interpretation": [TEXT]},
    ),
    (
        "Observation",
        {"related": [{"type": "has-member", "target": {"reference": "Observation/o2"}}]},
        {"hasMember": [{"reference": "Observation/o2"}]},
    ),
    (
        "Observation",
        {"related": [{"type": "derived-from", "target": {"reference": "Observation/o2"}}]},
        {"derivedFrom": [{"reference": "Observation/o2"}]},
    ),
    (
        "Procedure",
        {"notDone": True, "status": "suspended", "notDoneReason": TEXT},
        {"status": "not-done", "statusReason": TEXT},
    ),
    ("Procedure", {"status": "aborted"}, {"status": "stopped"}),
    (
        "Procedure",
        {"performer": [{"actor": PATIENT, "role": TEXT}]},
        {"performer": [{"actor": PATIENT, "function": TEXT}]},
    ),
    (
        "QuestionnaireResponse",
        {"questionnaire": {"reference": "https://example.org/form", "display": "Formulier"}},
        {"questionnaire": "https://example.org/form"},
    ),
    ("QuestionnaireResponse", {"parent": [{"reference": "Procedure/x"}]}, {
        "partOf": [{"reference": "Procedure/x"}]
    }),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "members", "expected"), CASES)
def test_an_element_stands_where_r4_has_it_and_comes_back(
    kind: str, members: Tree, expected: Tree
) -> None:
    stu3 = {"resourceType": kind, "id": "a"} | LEAST[kind] | members

    made = to_r4(stu3).resource

    assert {key: made.get(key) for key in expected} == expected
    errors = [one.rule for one in check_structure(made) if one.severity == "error"]
    assert set(errors) <= {"ait-1"}
    assert plain(to_stu3(made).resource) == plain(stu3)


def test_every_type_that_has_rules_of_its_own_has_a_case() -> None:
    assert {kind for kind, _, _ in CASES} == set(LEAST)
