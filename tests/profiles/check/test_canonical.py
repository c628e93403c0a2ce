"""A canonical names what may be named there."""

from typing import Any

import pytest

from profiles.check.structure import check_structure

HL7 = "http://hl7.org/fhir"
FORM = {"resourceType": "Questionnaire", "id": "form", "status": "active"}
SET = {"resourceType": "ValueSet", "id": "set", "status": "active"}


def told(questionnaire: str, *contained: dict[str, Any]) -> list[tuple[str, str]]:
    response = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": questionnaire,
        **({"contained": list(contained)} if contained else {}),
    }
    found = check_structure(response)
    return [(one.expression, one.code) for one in found if one.rule != "dom-3"]


@pytest.mark.parametrize(
    "named",
    [
        "https://almere.example/anything",
        "https://almere.example/ValueSet/x",
        f"{HL7}/Questionnaire/phq",
        f"{HL7}/Questionnaire/phq|1.0",
        "urn:uuid:5f0a3c1e-0000-4000-8000-0000000000d1",
    ],
)
def test_of_what_its_name_does_not_tell_nothing_is_said(named: str) -> None:
    assert told(named) == []


def test_what_is_of_another_type_by_its_name_or_inside_is_told() -> None:
    at = [("QuestionnaireResponse.questionnaire", "structure")]
    assert told(f"{HL7}/ValueSet/observation-codes") == at
    assert told("http://terminology.hl7.org/ValueSet/v3-ActCode|2.0") == at
    assert told("#set", SET) == at
    assert told("#form", FORM) == []


def test_what_is_not_inside_is_told() -> None:
    at = [("QuestionnaireResponse.questionnaire", "value")]
    assert told("#other", FORM) == told("#other") == at


def test_a_profile_is_a_definition() -> None:
    patient = {"resourceType": "Patient", "meta": {"profile": [f"{HL7}/ValueSet/x"]}}
    assert [one.expression for one in check_structure(patient)] == ["Patient.meta.profile[0]"]
