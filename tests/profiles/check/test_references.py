from typing import Any

import pytest

from profiles.check.structure import check_structure as validate
from tests.profiles.strategies import consent


def found(resource: dict[str, Any]) -> list[tuple[str, str]]:
    return [(issue.expression, issue.code) for issue in validate(resource)]


def with_patient(**reference: Any) -> dict[str, Any]:
    return consent() | {"patient": reference}


@pytest.mark.parametrize(
    "text",
    [
        "Patient/1",
        "Patient/1/_history/2",
        "https://example.org/fhir/Patient/1",
        "https://example.org/anything",
        "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
        "urn:oid:2.16.840.1",
    ],
)
def test_a_reference_of_a_known_form_is_accepted(text: str) -> None:
    assert validate(with_patient(reference=text)) == []


@pytest.mark.parametrize(
    "text",
    [
        *("1", "Patient", "Patient/", "/Patient/1", "Patient/a b", "Patient/1/2", "patient/1"),
        *("Patient/" + "a" * 65, "Patiënt/1", "Nope/1", "#nope", "Patient/1\n", "../Patient/1"),
        *("Patient/1?a=b", "Patient?identifier=1", "?identifier=1"),
    ],
)
def test_a_reference_of_no_known_form_is_refused(text: str) -> None:
    assert found(with_patient(reference=text)) == [("Consent.patient.reference", "value")]


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "Practitioner/1"},
        {"reference": "https://example.org/fhir/Practitioner/1"},
        {"reference": "#icd"},
        {"type": "Practitioner", "display": "text"},
        {"reference": "Practitioner/1", "type": "Practitioner"},
        {"type": "http://hl7.org/fhir/StructureDefinition/Practitioner", "display": "text"},
        {"type": "http://example.org/logical-model", "display": "text"},
        {"reference": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "type": "Practitioner"},
    ],
)
def test_a_reference_to_a_type_that_is_not_allowed_is_refused(reference: dict[str, Any]) -> None:
    issues = validate(with_patient(**reference))
    assert [(one.expression, one.code) for one in issues] == [("Consent.patient", "structure")]
    assert "Patient only" in issues[0].text


def test_a_type_may_be_written_in_full() -> None:
    kind = "http://hl7.org/fhir/StructureDefinition/Patient"
    assert found(with_patient(reference="Patient/1", type=kind)) == []


@pytest.mark.parametrize("kind", ["Group", "Nonsense", "http://example.org/logical-model"])
def test_a_type_that_differs_from_the_reference_is_refused(kind: str) -> None:
    wish = with_patient(reference="Patient/1", type=kind)
    assert found(wish) == [("Consent.patient.type", "value")]


def test_a_search_refers_in_a_transaction_only() -> None:
    wish = with_patient(reference="Patient?identifier=http://example.org|1")
    entry = {"resource": wish, "request": {"method": "POST", "url": "Consent"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    assert validate(bundle) == []
    issues = validate(wish)
    assert "transaction" in issues[0].text


def test_a_reference_into_the_bundle_must_fit_the_type_of_that_entry() -> None:
    url = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"
    entries = [
        {"fullUrl": url, "resource": {"resourceType": "Practitioner"}},
        {"resource": with_patient(reference=url)},
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    assert found(bundle) == [("Bundle.entry[1].resource.patient", "structure")]
    entries[0]["resource"] = {"resourceType": "Patient"}
    assert found(bundle) == []


def test_a_contained_resource_is_seen_from_its_own_resource_only() -> None:
    entries = [{"resource": consent()}, {"resource": consent()}]
    del entries[1]["resource"]["contained"]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    assert found(bundle) == [
        ("Bundle.entry[1].resource.provision.actor[0].reference.reference", "value")
    ]


DEVICE = {"resourceType": "Device", "id": "icd"}


@pytest.mark.parametrize(
    ("contained", "expected"),
    [
        ([DEVICE, DEVICE], ("Consent.contained[1].id", "duplicate")),
        (
            [DEVICE | {"contained": [{"resourceType": "Basic", "code": {"text": "a"}}]}],
            ("Consent.contained[0].contained", "invariant"),
        ),
        (
            [DEVICE | {"meta": {"versionId": "1"}}],
            ("Consent.contained[0].meta.versionId", "invariant"),
        ),
        (
            [DEVICE | {"meta": {"lastUpdated": "2026-02-28T12:00:00Z"}}],
            ("Consent.contained[0].meta.lastUpdated", "invariant"),
        ),
        (
            [DEVICE | {"meta": {"security": [{"code": "R"}]}}],
            ("Consent.contained[0].meta.security", "invariant"),
        ),
        ([DEVICE, {"resourceType": "Device"}], ("Consent.contained[1].id", "required")),
        (
            [DEVICE, {"resourceType": "Device", "id": "b"}],
            ("Consent.contained[1]", "invariant"),
        ),
        ([DEVICE | {"nope": 1}], ("Consent.contained[0].nope", "structure")),
        ([DEVICE, {"resourceType": "Nope"}], ("Consent.contained[1]", "not-supported")),
        ([DEVICE, 1], ("Consent.contained[1]", "structure")),
    ],
)
def test_a_contained_resource_that_does_not_fit_is_refused(
    contained: list[Any], expected: tuple[str, str]
) -> None:
    assert expected in found(consent() | {"contained": contained})


def test_a_contained_resource_may_refer_to_its_container() -> None:
    back = {
        "resourceType": "Basic",
        "id": "a",
        "code": {"text": "a"},
        "subject": {"reference": "#"},
    }
    assert found(consent() | {"contained": [DEVICE, back]}) == []


def test_only_a_contained_resource_may_refer_to_its_container() -> None:
    assert found(with_patient(reference="#")) == [("Consent.patient.reference", "value")]


def test_a_container_must_be_of_a_type_that_may_be_referred_to() -> None:
    device = DEVICE | {"patient": {"reference": "#"}}
    assert found(consent() | {"contained": [device]}) == [
        ("Consent.contained[0].patient", "structure")
    ]
