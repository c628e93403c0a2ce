"""A document holds what its Composition refers to."""

from typing import Any

import pytest

from profiles.check.structure import check_structure

URL = "https://zandkamp.example/fhir/"
PATIENT = {"resourceType": "Patient", "id": "p"}
PLACES = {
    "subject": "subject",
    "encounter": "encounter",
    "author": ["author"],
    "attester": [{"mode": "legal", "party": "party"}],
    "custodian": "custodian",
    "event": [{"detail": ["detail"]}],
    "section": [
        {"title": "Brief", "author": ["section author"], "focus": "focus", "entry": ["entry"]},
        {"title": "Meer", "section": [{"title": "Nog meer", "entry": ["deep entry"]}]},
    ],
}
AT = {
    "subject": "subject",
    "encounter": "encounter",
    "author": "author[0]",
    "party": "attester[0].party",
    "custodian": "custodian",
    "detail": "event[0].detail[0]",
    "section author": "section[0].author[0]",
    "focus": "section[0].focus",
    "entry": "section[0].entry[0]",
    "deep entry": "section[1].section[0].entry[0]",
}


def composed(node: Any, **references: str) -> Any:
    """A Composition with a Reference at each place: the ones given, else to the Patient."""
    if isinstance(node, dict):
        words = {"title", "mode"}
        return {
            key: value if key in words else composed(value, **references)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [composed(one, **references) for one in node]
    return {"reference": references.get(node, "Patient/p")}


def document(**references: str) -> dict[str, Any]:
    composition = {
        "resourceType": "Composition",
        "id": "c",
        "status": "final",
        "type": {"text": "Brief"},
        "date": "2026-10-05",
        "title": "Brief",
        **composed(PLACES, **references),
    }
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:d1"},
        "timestamp": "2026-10-05T10:00:00+02:00",
        "entry": [
            {"fullUrl": f"{URL}{one['resourceType']}/{one['id']}", "resource": one}
            for one in (composition, PATIENT)
        ],
    }


def missing(bundle: dict[str, Any]) -> list[str]:
    found = [one for one in check_structure(bundle) if one.code == "not-found"]
    assert {one.severity for one in found} <= {"error"}
    return [one.expression for one in found]


@pytest.mark.parametrize("place", AT)
@pytest.mark.parametrize(
    "reference", ["Patient/q", f"{URL}Patient/q", "urn:uuid:5f0a3c1e-0000-4000-8000-0000000000d1"]
)
def test_what_is_not_sent_along_is_told_where_it_is_named(place: str, reference: str) -> None:
    at = f"Bundle.entry[0].resource.{AT[place]}.reference"
    assert missing(document(**{place: reference})) == [at]


@pytest.mark.parametrize("reference", ["Patient/p", f"{URL}Patient/p", "Patient/p/_history/3"])
def test_what_is_there_is_found_by_either_name(reference: str) -> None:
    assert missing(document(**dict.fromkeys(AT, reference))) == []


def test_the_same_name_on_another_server_is_another() -> None:
    elsewhere = "https://elsewhere.example/fhir/Patient/p"
    assert len(missing(document(author=elsewhere))) == 1


def test_what_is_named_without_a_reference_or_is_contained_asks_for_no_entry() -> None:
    bundle = document()
    composition = bundle["entry"][0]["resource"]
    composition["author"] = [{"display": "O. Meerstra"}]
    composition["custodian"] = {"identifier": {"value": "90000101"}}
    composition["subject"] = {"reference": "#p"}
    composition["contained"] = [PATIENT]
    assert missing(bundle) == []


def test_a_bundle_of_another_type_may_refer_to_what_is_kept_already() -> None:
    bundle = {**document(entry="Patient/q"), "type": "collection"}
    assert missing(bundle) == []


@pytest.mark.parametrize("broken", [None, [], [{}], [{"resource": []}], "x", [1]])
def test_rubbish_is_told_elsewhere(broken: Any) -> None:
    assert missing({**document(), "entry": broken}) == []
    for name in PLACES:
        bundle = document()
        bundle["entry"][0]["resource"][name] = broken
        assert missing(bundle) == []


def renamed(bundle: dict[str, Any]) -> None:
    bundle["entry"][1]["fullUrl"] = f"{URL}Patient/other"


def retyped(bundle: dict[str, Any]) -> None:
    bundle["entry"][1]["resource"] = {"resourceType": "Practitioner", "id": "p"}


def elsewhere(bundle: dict[str, Any]) -> None:
    bundle["entry"][0]["resource"]["section"][0]["entry"] = [
        {"reference": "https://elsewhere.example/fhir/Patient/p"}
    ]


def by_condition(bundle: dict[str, Any]) -> None:
    reference = "Patient?identifier=http://example.org|1"
    bundle["entry"][0]["resource"]["section"][1]["section"][0]["entry"] = [{"reference": reference}]


def not_contained(bundle: dict[str, Any]) -> None:
    bundle["entry"][0]["resource"]["author"] = [{"reference": "#nobody"}]


def newer(bundle: dict[str, Any]) -> None:
    bundle["entry"][1]["resource"] = {**PATIENT, "meta": {"versionId": "4"}}
    bundle["entry"][0]["resource"]["subject"] = {"reference": "Patient/p/_history/3"}


def twice(bundle: dict[str, Any]) -> None:
    bundle["entry"].append(bundle["entry"][1])


def misnamed(bundle: dict[str, Any]) -> None:
    bundle["entry"][0]["resource"]["subject"] = {"reference": "Patient/p", "type": "Practitioner"}


@pytest.mark.parametrize(
    ("damage", "at"),
    [
        (renamed, "entry[1].fullUrl"),
        (retyped, "entry[1].fullUrl"),
        (elsewhere, "entry[0].resource.section[0].entry[0].reference"),
        (by_condition, "entry[0].resource.section[1].section[0].entry[0].reference"),
        (not_contained, "entry[0].resource.author[0].reference"),
        (newer, "entry[0].resource.subject.reference"),
        (twice, "entry[2].fullUrl"),
        (misnamed, "entry[0].resource.subject.type"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_a_document_lacks_or_misnames_is_told_at_its_place(damage: Any, at: str) -> None:
    sound, bundle = document(), document()
    damage(bundle)
    before = {one.expression for one in check_structure(sound) if one.severity == "error"}
    found = {one.expression for one in check_structure(bundle) if one.severity == "error"}
    assert f"Bundle.{at}" in found - before
