import json

import pytest

from profiles.resource.compartment import (
    DIRECTORY,
    SHARED,
    UNBOUND,
    names_someone,
    patient_in,
    patients_of,
)
from tests.plugins.shared_data import shared_data

PATIENT = {"reference": "Patient/1"}
DOCUMENT = {
    "resourceType": "Bundle",
    "type": "document",
    "entry": [
        {"resource": {"resourceType": "Composition", "subject": {"reference": "urn:uuid:p"}}},
        {"fullUrl": "urn:uuid:o", "resource": {"resourceType": "Patient", "id": "other"}},
        {"fullUrl": "urn:uuid:p", "resource": {"resourceType": "Patient", "id": "1"}},
    ],
}

WHOSE = [
    ({"resourceType": "Consent", "patient": PATIENT}, ["Patient/1"]),
    ({"resourceType": "Goal", "subject": PATIENT}, ["Patient/1"]),
    ({"resourceType": "Coverage", "beneficiary": PATIENT}, ["Patient/1"]),
    ({"resourceType": "Task", "for": PATIENT}, ["Patient/1"]),
    ({"resourceType": "Provenance", "target": [PATIENT, {"reference": "Goal/1"}]}, ["Patient/1"]),
    ({"resourceType": "Person", "link": [{"target": PATIENT}]}, ["Patient/1"]),
    ({"resourceType": "Account", "subject": [PATIENT, PATIENT]}, ["Patient/1"]),
    ({"resourceType": "Goal", "subject": {"reference": "Patient/1/_history/2"}}, ["Patient/1"]),
    ({"resourceType": "Goal", "subject": {"reference": "urn:uuid:p"}}, ["urn:uuid:p"]),
    (
        {"resourceType": "Goal", "subject": {"reference": "Patient?identifier=s|1"}},
        ["Patient?identifier=s|1"],
    ),
    (
        {"resourceType": "Goal", "subject": {"reference": "https://x.example/fhir/Patient/1"}},
        ["https://x.example/fhir/Patient/1"],
    ),
    (DOCUMENT, ["urn:uuid:p"]),
    ({"resourceType": "Schedule", "actor": [{"reference": "Device/1"}, PATIENT]}, ["Patient/1"]),
    ({"resourceType": "Group", "member": [{"entity": PATIENT}]}, ["Patient/1"]),
    (
        {"resourceType": "BiologicallyDerivedProduct", "collection": {"source": PATIENT}},
        ["Patient/1"],
    ),
]

NOBODYS = [
    {"resourceType": "Patient", "id": "1", "link": [{"other": PATIENT}]},
    {"resourceType": "Device"},
    {"resourceType": "Organization"},
    {"resourceType": "Consent", "performer": [PATIENT]},
    {"resourceType": "Consent", "provision": {"actor": [{"reference": PATIENT}]}},
    {"resourceType": "Communication", "recipient": [PATIENT]},
    {"resourceType": "Goal", "subject": {"reference": "Group/1"}},
    {"resourceType": "Goal", "subject": {"reference": "Group/1", "type": "Patient"}},
    {"resourceType": "Goal", "subject": {"reference": "urn:uuid:g", "type": "Group"}},
    {"resourceType": "Goal", "subject": {"reference": "#contained"}},
    {"resourceType": "Goal", "subject": {"identifier": {"value": "1"}, "type": "Patient"}},
    {"resourceType": "Goal", "subject": "Patient/1"},
    {"resourceType": "Goal", "subject": {"reference": 1}},
    {"resourceType": "Bundle", "type": "document", "entry": []},
    {"resourceType": "Bundle", "type": "document"},
    {**DOCUMENT, "type": "collection"},
    {"resourceType": "Bundle", "type": "document", "entry": [{"fullUrl": "urn:uuid:x"}]},
    {},
]


@pytest.mark.parametrize(("resource", "patients"), WHOSE)
def test_a_resource_says_whose_record_it_is(resource, patients):
    assert patients_of(resource) == patients


@pytest.mark.parametrize("resource", NOBODYS)
def test_who_acts_or_receives_is_not_whose_record_it_is(resource):
    assert patients_of(resource) == []


def test_the_patient_of_a_document_is_found_inside_it():
    assert patient_in(DOCUMENT) == {"resourceType": "Patient", "id": "1"}
    literal = json.loads(json.dumps(DOCUMENT).replace("urn:uuid:p", "Patient/other", 1))
    assert patient_in(literal) == {"resourceType": "Patient", "id": "other"}


def test_a_document_without_its_patient_has_none_inside():
    assert patient_in({**DOCUMENT, "entry": DOCUMENT["entry"][:2]}) is None
    assert patient_in({"resourceType": "Goal", "subject": PATIENT}) is None


def test_a_directory_type_is_in_no_ones_record():
    for resource_type in DIRECTORY:
        assert patients_of({"resourceType": resource_type, "subject": PATIENT}) == []


@pytest.mark.parametrize("resource_type", ["Patient", "Device", "Medication", "Group", "Schedule"])
def test_what_may_be_about_someone_is_not_in_the_directory(resource_type):
    assert resource_type not in DIRECTORY


@pytest.mark.parametrize(
    ("resource", "says"),
    [
        ({"resourceType": "Goal", "subject": {"display": "Jan"}}, True),
        ({"resourceType": "Goal", "subject": {"reference": "Group/1"}}, False),
        ({"resourceType": "Schedule", "actor": [{"display": "Spreekuur"}]}, False),
        ({"resourceType": "Schedule", "actor": [{"display": "Jan", "type": "Patient"}]}, True),
        ({"resourceType": "Group", "member": [{"entity": {"display": "Jan"}}]}, False),
    ],
)
def test_who_is_named_without_an_address_counts_where_only_persons_are_named(resource, says):
    assert names_someone(resource) is says


def test_what_is_somebodys_or_nobodys_is_no_type_of_the_directory():
    assert not UNBOUND & (DIRECTORY | SHARED)


def test_what_is_shared_is_directory_or_the_inhabitant():
    assert SHARED - {"Patient"} < DIRECTORY


def test_the_handoff_documents_are_of_the_patient_inside_them():
    for file in shared_data("transfer", "r4").glob("2*-document-nursing-handoff-*.json"):
        document = json.loads(file.read_text("utf-8"))
        assert patient_in(document)["resourceType"] == "Patient"


def test_the_pzp_resources_are_of_the_one_patient_but_for_who_and_what_they_name():
    nobodys = {"Patient", "Practitioner", "PractitionerRole", "Device", "QuestionnaireResponse"}
    for file in shared_data("pzp-examples").glob("*.json"):
        resource = json.loads(file.read_text("utf-8"))
        expected = (
            [] if resource["resourceType"] in nobodys else ["Patient/F1-ACP-Patient-HendrikHartman"]
        )
        assert patients_of(resource) == expected
