from typing import Any

from profiles.resource.references import literal_references
from tests.profiles.strategies import consent


def found(resource: dict[str, Any], **options: bool) -> list[tuple[str, str]]:
    return list(literal_references(resource, **options))


def test_every_literal_reference_is_found_in_order_with_its_expression() -> None:
    wish = consent()
    wish["contained"][0]["patient"] = {"reference": "Patient/2"}
    assert found(wish) == [
        ("Consent.contained[0].patient.reference", "Patient/2"),
        ("Consent.extension[0].value.ofType(Reference).reference", "Encounter/1"),
        ("Consent.patient.reference", "Patient/1"),
        ("Consent.source.ofType(Reference).reference", "QuestionnaireResponse/1"),
        ("Consent.provision.actor[0].reference.reference", "#icd"),
    ]


def test_references_in_the_extensions_of_a_primitive_are_found() -> None:
    patient = {
        "resourceType": "Patient",
        "_birthDate": {"extension": [{"url": "a", "valueReference": {"reference": "Patient/2"}}]},
    }
    assert [text for _, text in found(patient)] == ["Patient/2"]


def test_a_reference_by_identifier_and_uris_called_reference_are_no_literal_references() -> None:
    immunization = {
        "resourceType": "Immunization",
        "patient": {"identifier": {"value": "1"}, "display": "text"},
        "education": [{"reference": "http://example.org/leaflet"}],
    }
    assert found(immunization) == []
    issue = {"resourceType": "DetectedIssue", "reference": "http://example.org/article"}
    assert found(issue) == []
    library = {"condition": {"language": "text/cql", "reference": "http://example.org/a"}}
    assert found({"resourceType": "PlanDefinition", "action": [library]}) == []


def bundle(kind: str) -> dict[str, Any]:
    subject = {"reference": "Patient/1"}
    entry = {"resource": {"resourceType": "Basic", "subject": subject}}
    return {"resourceType": "Bundle", "type": kind, "entry": [entry]}


def test_the_entries_of_a_document_stay_unread_unless_asked() -> None:
    inside = ("Bundle.entry[0].resource.subject.reference", "Patient/1")
    assert found(bundle("transaction")) == [inside]
    assert found(bundle("document")) == []
    assert found(bundle("document"), into_documents=True) == [inside]


def test_a_document_within_a_transaction_stays_unread() -> None:
    outer = {"resourceType": "Bundle", "type": "transaction"}
    outer["entry"] = [{"resource": bundle("document")}, *bundle("transaction")["entry"]]
    assert found(outer) == [("Bundle.entry[1].resource.subject.reference", "Patient/1")]


def test_other_lists_called_entry_are_read() -> None:
    listed = {"resourceType": "List", "entry": [{"item": {"reference": "Basic/1"}}]}
    assert found(listed) == [("List.entry[0].item.reference", "Basic/1")]
