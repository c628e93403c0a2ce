"""The values that the client queries of the PZP guide look for, on its own example patient."""

import json

import pytest

from profiles.packages.expansion import expand
from profiles.search.extract import search_values
from profiles.search.values import DateValue, ReferenceValue, TokenValue, UriValue
from profiles.systems import BSN_SYSTEM, CONSENT_SCOPE, PZP_QUESTIONNAIRE, SNOMED
from tests.plugins.shared_data import shared_data

PATIENT = "F1-ACP-Patient-HendrikHartman"
VALUE_SET = "https://fhir.iknl.nl/fhir/ValueSet/"
FOUND = [
    ("Patient", [TokenValue("identifier", BSN_SYSTEM, "999911120")], 1),
    (
        "Procedure",
        [
            ReferenceValue("patient", "Patient", PATIENT),
            TokenValue("code", SNOMED, "713603004"),
            ReferenceValue("encounter", "Encounter", "F1-ACP-Encounter-01-10-2020"),
        ],
        1,
    ),
    (
        "Encounter",
        [
            ReferenceValue("patient", "Patient", PATIENT),
            ReferenceValue("reason-reference", "Procedure", "F1-ACP-Procedure-01-10-2020"),
        ],
        1,
    ),
    (
        "Consent",
        [
            ReferenceValue("patient", "Patient", PATIENT),
            TokenValue("scope", CONSENT_SCOPE, "treatment"),
            TokenValue("category", SNOMED, "129125009"),
            ReferenceValue("actor", "Patient", PATIENT),
        ],
        7,
    ),
    ("Consent", [TokenValue("scope", CONSENT_SCOPE, "adr")], 0),
    (
        "DeviceUseStatement",
        [
            ReferenceValue("patient", "Patient", PATIENT),
            ReferenceValue("device", "Device", "F1-ACP-MedicalDevice.Product-ICD"),
        ],
        1,
    ),
    (
        "Communication",
        [
            ReferenceValue("patient", "Patient", PATIENT),
            TokenValue("reason-code", SNOMED, "713603004"),
        ],
        1,
    ),
    (
        "QuestionnaireResponse",
        [UriValue("questionnaire", f"{PZP_QUESTIONNAIRE}|0.1.3-beta3")],
        1,
    ),
    ("QuestionnaireResponse", [ReferenceValue("subject", "Patient", PATIENT)], 0),
]


@pytest.fixture
def examples():
    files = shared_data("pzp-examples").glob("*.json")
    return [json.loads(file.read_text("utf-8")) for file in files]


@pytest.fixture
def shown(examples):
    return [(resource["resourceType"], set(search_values(resource))) for resource in examples]


@pytest.mark.parametrize(("resource_type", "asked", "count"), FOUND)
def test_the_examples_show_what_the_guide_asks_for(shown, resource_type, asked, count):
    hits = [values for type_, values in shown if type_ == resource_type and values >= set(asked)]
    assert len(hits) == count


@pytest.mark.parametrize(
    ("resource_type", "parameter", "value_set"),
    [
        ("Goal", "description", "ACP-MedicalPolicyGoal"),
        ("Device", "type", "ACP-MedicalDeviceProductType-ICD"),
    ],
)
def test_the_examples_are_in_the_value_sets_the_guide_asks_in(
    shown, resource_type, parameter, value_set
):
    asked = {TokenValue(parameter, *coding) for coding in expand(VALUE_SET + value_set)}
    hits = [values for type_, values in shown if type_ == resource_type and values & asked]
    assert len(hits) == 1


def test_the_observations_are_those_of_the_guide_and_the_donor_register(shown):
    codes = {"153851000146100", "395091006", "340171000146104", "247751003", "570801000146104"}
    found = {
        value.code
        for type_, values in shown
        if type_ == "Observation"
        for value in values
        if isinstance(value, TokenValue) and value.parameter == "code"
    }
    assert found == codes


def test_every_wish_has_its_date(shown):
    wishes = [values for type_, values in shown if type_ in {"Consent", "Observation"}]
    assert all(
        any(isinstance(value, DateValue) and value.parameter == "date" for value in values)
        for values in wishes
    )


def test_the_published_examples_of_the_zib_profiles_are_read_without_a_fault():
    files = list(shared_data("nictiz-examples").rglob("*.json"))
    assert files
    for file in files:
        resource = json.loads(file.read_text("utf-8"))
        if "resourceType" in resource:
            search_values(resource)
