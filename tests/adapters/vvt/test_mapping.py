import copy
from json import dumps, loads
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.core.json import dump, load
from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.vvt.mapping import to_transaction
from adapters.vvt.repairs import repaired
from profiles import systems
from profiles.check.structure import check_structure as validate
from profiles.invalid import InvalidRecord
from profiles.resource.transaction import references
from tests.adapters.vvt.documents import URN, a_document, as_bytes, snomed
from tests.plugins.shared_data import shared_data

FIXTURES = [
    "20-document-nursing-handoff-full.json",
    "22-document-nursing-handoff-minimal.json",
    "24-document-advance-notice-deidentified.json",
]


def mapped(document: dict[str, Any]) -> Mapped:
    return mapped_bytes(as_bytes(document))


def mapped_bytes(content: bytes) -> Mapped:
    return to_transaction(Record("a.json", content))


def _broken(path: list[Any], value: Any) -> dict[str, Any]:
    document = a_document()
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "expression"),
    [
        (["type"], "message", "Bundle.type"),
        (["identifier"], None, "Bundle.identifier"),
        (["identifier", "value"], None, "Bundle.identifier"),
        (["timestamp"], None, "Bundle.timestamp"),
        (["entry"], [], "Bundle.entry"),
        (["entry", 1, "fullUrl"], None, "Bundle.entry[1]"),
        (["entry", 1, "resource"], None, "Bundle.entry[1]"),
        (["entry", 0, "resource", "resourceType"], "List", "Bundle.entry[0].resource"),
        (["entry", 0, "resource", "type"], snomed("307705005"), "Bundle.entry[0].resource.type"),
        (["entry", 0, "resource", "subject"], None, "Bundle.entry[0].resource.subject"),
        (["entry", 1, "resource", "resourceType"], "Group", "Bundle.entry[0].resource.subject"),
        (["entry", 3, "resource", "resourceType"], "Patient", "Bundle.entry[0].resource.subject"),
    ],
)
def test_what_is_no_handoff_of_one_inhabitant_is_not_taken(
    path: list[Any], value: Any, expression: str
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        mapped(_broken(path, value))

    assert [issue.expression for issue in caught.value.issues] == [expression]


def test_the_document_is_kept_whole_with_its_own_references() -> None:
    document = a_document()

    (bundle,) = mapped(document).bundles

    assert {**bundle["entry"][0]["resource"], "id": None} == {**document, "id": None}
    assert bundle["entry"][0]["request"]["url"].startswith("Bundle?identifier=")


def test_the_transfer_is_found_under_its_patient() -> None:
    (bundle,) = mapped(a_document()).bundles
    by_kind = {entry["resource"]["resourceType"]: entry for entry in bundle["entry"]}
    pointer = by_kind["DocumentReference"]["resource"]

    assert pointer["status"] == "current"
    assert pointer["type"] == snomed("11171000146100")
    assert pointer["subject"]["reference"] == by_kind["Patient"]["fullUrl"]
    assert pointer["custodian"]["reference"] == by_kind["Organization"]["fullUrl"]
    assert pointer["date"] == "2026-11-22T09:00:00+01:00"
    whole = by_kind["Bundle"]["resource"]["id"]
    assert pointer["content"][0]["attachment"]["url"] == f"Bundle/{whole}"
    assert pointer["content"][0]["attachment"]["contentType"] == "application/fhir+json"
    assert list(references(pointer["context"])) == [
        by_kind["Bundle"]["fullUrl"],
        by_kind["Composition"]["fullUrl"],
    ]
    assert pointer["masterIdentifier"] == a_document()["identifier"]
    composition = by_kind["Composition"]["resource"]
    assert composition["subject"]["reference"] == by_kind["Patient"]["fullUrl"]


def test_a_document_without_a_sender_has_no_custodian() -> None:
    (bundle,) = mapped(_broken(["entry", 0, "resource", "section"], None)).bundles

    assert "custodian" not in bundle["entry"][1]["resource"]


def test_the_same_part_of_another_document_is_another_resource() -> None:
    other = _broken(["identifier", "value"], URN + "9")

    urls = [
        {entry["request"]["url"] for entry in mapped(document).bundles[0]["entry"]}
        for document in (a_document(), other)
    ]

    shared = {url.split("?")[0] for url in urls[0] & urls[1]}
    assert shared == {"Patient", "Organization"}


def test_a_part_is_the_same_resource_when_its_entries_are_numbered_anew() -> None:
    text = dumps(a_document())
    anew = loads(text.replace("8000-00000000000", "9000-00000000000"))
    anew["identifier"] = a_document()["identifier"]

    urls = [
        [entry["request"]["url"] for entry in mapped(document).bundles[0]["entry"]]
        for document in (a_document(), anew)
    ]

    assert urls[0] == urls[1]


def test_a_boolean_written_as_text_is_mended_and_named() -> None:
    mended = mapped(_broken(["entry", 1, "resource", "active"], "true"))

    assert mended.notes == ("boolean-as-text",)
    assert mended.bundles == mapped(a_document()).bundles


def test_a_verification_that_stu3_called_unknown_says_so_in_r4() -> None:
    coding = {
        "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
        "code": "unknown",
    }
    document = a_document()
    document["entry"][3]["resource"] = {
        "resourceType": "Condition",
        "verificationStatus": {"coding": [coding], "text": "onbekend"},
    }

    mended, applied = repaired(document)

    assert applied == ("verification-status-unknown",)
    assert mended["entry"][3]["resource"]["verificationStatus"] == {
        "text": "onbekend",
        "extension": [{"url": f"{systems.HL7}data-absent-reason", "valueCode": "unknown"}],
    }


def test_a_section_that_says_nothing_goes_and_one_with_an_extension_stays() -> None:
    empty = {"code": snomed("773130005")}
    speaking = {"extension": [{"url": "https://ecd.example/x", "valueString": "rust"}]}
    composition = {"section": [empty, {"title": "a", "section": [empty]}, speaking]}

    mended, applied = repaired(composition)

    assert applied == ("section-without-content",)
    assert mended == {"section": [speaking]}


def test_an_extension_of_a_url_alone_goes_and_a_modifier_stays() -> None:
    bare, speaking = (
        {"url": "https://ecd.example/x"},
        {"url": "https://ecd.example/y", "valueCode": "a"},
    )
    element = {
        "a": {"extension": [bare], "modifierExtension": [bare]},
        "extension": [bare, speaking],
    }

    mended, applied = repaired(element)

    assert applied == ("extension-without-content",)
    assert mended == {"a": {"modifierExtension": [bare]}, "extension": [speaking]}


def test_a_section_of_the_day_alone_says_that_day_in_words() -> None:
    day = {"url": f"{systems.NICTIZ}eOverdracht-TransferDate", "valueDateTime": "2026-11-23"}
    section = {"code": snomed("405624007"), "extension": [day]}
    full = {**section, "entry": [{"reference": "Coverage/1"}]}

    mended, applied = repaired({"section": [section, full]})

    assert applied == ("transfer-date-alone",)
    assert "2026-11-23" in mended["section"][0]["text"]["div"]
    assert mended["section"][1] == full


def test_nothing_to_mend_is_nothing_named() -> None:
    assert mapped(a_document()).notes == ()


@given(
    st.dictionaries(
        st.sampled_from(["active", "valueBoolean", "valueString", "status", "line"]),
        st.sampled_from(["true", "false", "yes", "", 1, True]) | st.lists(st.just("true")),
    )
)
def test_a_repair_touches_booleans_only_and_mends_once(element: dict[str, Any]) -> None:
    before = copy.deepcopy(element)

    mended, _ = repaired(element)

    assert element == before
    assert repaired(mended) == (mended, ())
    changed = {key for key in element if repr(mended[key]) != repr(element[key])}
    assert all(element[key] in ("true", "false") for key in changed)
    assert changed <= {"active", "valueBoolean"}


@pytest.mark.parametrize("name", FIXTURES)
def test_the_published_handoffs_map_whole_valid_and_the_same_each_time(name: str) -> None:
    record = Record(name, shared_data("transfer", "r4", name).read_bytes())

    found = to_transaction(record)

    (bundle,) = found.bundles
    inside = {entry["fullUrl"] for entry in bundle["entry"]}
    parts = [entry["resource"] for entry in bundle["entry"][1:]]
    assert len(parts) == len(load(record.content)["entry"]) + 1
    assert {target for part in parts for target in references(part)} <= inside
    assert [issue for issue in validate(bundle) if issue.severity in {"error", "fatal"}] == []
    assert dump(bundle) == dump(to_transaction(record).bundles[0])
