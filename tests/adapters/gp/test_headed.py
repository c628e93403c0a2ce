"""Letters, episodes and practice lists; refusals first."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from adapters.core.records import Leaving
from adapters.core.run import Mapped
from adapters.gp.folder import GpFolder
from adapters.gp.mapping import to_transaction
from profiles import systems
from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from tests.adapters.gp.records import BSN, SOURCE, JsonObject, a_patient, as_file

PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 40 + b"%%EOF\n"
PRACTICE = {"ura": "90000177", "name": "Praktijk Duinroos"}
NUMBER = {"system": systems.URA_SYSTEM, "value": "90000177"}


def _header(kind: str, **more: Any) -> JsonObject:
    own: JsonObject = {
        "letter": {
            "title": "Brief over het levenseinde",
            "date": "2026-10-05T10:00:00+02:00",
            "document": "brief.pdf",
            "data": base64.b64encode(PDF).decode(),
            "patient": a_patient(),
        },
        "episode": {"icpc": "A20", "start": "2026-09-01", "patient": a_patient()},
        "practice-list": {"practice": PRACTICE, "patients": [a_patient()]},
    }[kind]
    found = {"kind": kind, "system": SOURCE, "id": "4711", **own, **more}
    return {name: value for name, value in found.items() if value is not None}


def _mapped(header: JsonObject) -> Mapped:
    return to_transaction(as_file(header))


def _resource(mapped: Mapped, kind: str) -> JsonObject:
    [found] = [
        entry["resource"]
        for bundle in mapped.bundles
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == kind
    ]
    return dict(found)


KINDS = pytest.mark.parametrize("kind", ["letter", "episode", "practice-list"])


@KINDS
@pytest.mark.parametrize(
    "more",
    [
        {"id": None},
        {"id": 4711},
        {"system": ""},
        {"id": f"x{BSN}"},
        {"system": f"https://x.example/{BSN}"},
        {"status": "final"},
        {"practice": {"name": "Praktijk"}},
        {"practice": "90000177"},
        {"patient": {"resourceType": "Patient"}, "patients": [{"resourceType": "Patient"}]},
        {"patient": None, "patients": None},
        {"patient": {"resourceType": "Practitioner"}, "patients": "Hendrik"},
    ],
)
def test_what_every_kind_has_is_asked(kind: str, more: JsonObject) -> None:
    with pytest.raises(InvalidRecord) as refusal:
        _mapped(_header(kind, **more))

    assert BSN not in str([issue.text for issue in refusal.value.issues])


@pytest.mark.parametrize("kind", ["journaal", 3, None, ["letter"]])
def test_another_kind_is_refused(kind: Any) -> None:
    with pytest.raises(InvalidRecord):
        _mapped({"kind": kind, "system": SOURCE, "id": "1"})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "not lie beside"),
        (b"", "PDF is none"),
        (b"<html>", "PDF is none"),
        (b" " + PDF, "PDF is none"),
        (PDF[:-6], "has no end"),
        (b"%PDF-1.7\n" + b"x" * 3_500_000 + b"%%EOF", "larger"),
    ],
)
def test_a_letter_without_a_whole_pdf_is_refused(content: bytes | None, why: str) -> None:
    data = base64.b64encode(content).decode() if content is not None else None

    with pytest.raises(InvalidRecord) as refusal:
        _mapped(_header("letter", data=data))

    [issue] = refusal.value.issues
    assert why in issue.text


@pytest.mark.parametrize(
    "more", [{"title": " "}, {"date": None}, {"document": None}, {"data": "%"}]
)
def test_a_letter_has_a_title_a_date_and_its_document(more: JsonObject) -> None:
    with pytest.raises(InvalidRecord):
        _mapped(_header("letter", **more))


@pytest.mark.parametrize("icpc", ["A28", "a20", "A20.01", "", None, ["A20"]])
def test_of_another_episode_nothing_is_passed_on(icpc: Any) -> None:
    with pytest.raises(InvalidRecord):
        _mapped(_header("episode", icpc=icpc))


@pytest.mark.parametrize(
    "more",
    [
        {"practice": None},
        {"patients": []},
        {"patients": [a_patient(), a_patient()]},
        {"patients": [a_patient()], "left": [a_patient()]},
        {"patients": [a_patient(), {"resourceType": "Patient"}]},
        {"status": "entered-in-error"},
    ],
)
def test_a_practice_list_has_a_practice_and_each_patient_once(more: JsonObject) -> None:
    with pytest.raises(InvalidRecord):
        _mapped(_header("practice-list", **more))


def test_a_letter_is_a_document_with_what_its_attachment_says_of_it() -> None:
    mapped = _mapped(_header("letter", practice=PRACTICE, author="O. Meerstra"))

    document = _resource(mapped, "DocumentReference")
    [content] = document["content"]
    assert base64.b64decode(content["attachment"]["data"]) == PDF
    assert content["attachment"]["size"] == len(PDF)
    assert document["status"] == "current"
    assert [one["display"] for one in document["author"]] == ["O. Meerstra", "Praktijk Duinroos"]
    assert document["subject"]["reference"] == mapped.bundles[0]["entry"][0]["fullUrl"]
    assert not [one for one in check_structure(mapped.bundles[0]) if one.severity == "error"]


def test_a_letter_that_is_taken_back_needs_its_document_no_longer() -> None:
    header = _header("letter", status="entered-in-error", data=None)

    document = _resource(_mapped(header), "DocumentReference")

    assert document["status"] == "entered-in-error"
    assert "data" not in document["content"][0]["attachment"]
    again = _resource(_mapped(_header("letter")), "DocumentReference")
    assert document["identifier"] == again["identifier"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, "active"),
        ({"end": "2026-10-01"}, "inactive"),
        ({"status": "entered-in-error"}, "entered-in-error"),
    ],
)
def test_an_episode_is_a_hint_and_no_decision(more: JsonObject, status: str) -> None:
    mapped = _mapped(_header("episode", **more))

    flag = _resource(mapped, "Flag")
    kinds = {entry["resource"]["resourceType"] for entry in mapped.bundles[0]["entry"]}
    assert kinds == {"Patient", "Flag"}
    assert flag["status"] == status
    assert flag["code"]["coding"][0]["code"] == "A20"
    assert not [one for one in check_structure(mapped.bundles[0]) if one.severity == "error"]


def test_who_is_on_the_list_is_registered_at_the_practice_and_who_left_is_not() -> None:
    own = {"system": "https://huisarts.example/patient", "value": "12"}
    elsewhere = {"reference": "Practitioner/1", "display": "O. Meerstra"}
    here = a_patient(generalPractitioner=[elsewhere])
    gone = {
        "resourceType": "Patient",
        "identifier": [own],
        "generalPractitioner": [{"identifier": NUMBER}],
    }

    mapped = _mapped(_header("practice-list", patients=[here], left=[gone]))

    first, second = (bundle["entry"][0]["resource"] for bundle in mapped.bundles)
    practitioners = first["generalPractitioner"]
    assert practitioners[0]["identifier"] == NUMBER
    assert practitioners[1] == {"display": "O. Meerstra"}
    assert "generalPractitioner" not in second
    assert len(mapped.notes) == 2


def test_the_record_of_a_letter_has_its_pdf_within(tmp_path: Path) -> None:
    header = _header("letter", data=None)
    (tmp_path / "brief.json").write_text(json.dumps(header))

    [without] = GpFolder(tmp_path).records()
    (tmp_path / "brief.pdf").write_bytes(PDF)
    [whole] = GpFolder(tmp_path).records()
    (tmp_path / "brief.pdf").unlink()

    with pytest.raises(InvalidRecord):
        to_transaction(without)
    attachment = _resource(to_transaction(whole), "DocumentReference")["content"][0]["attachment"]
    assert base64.b64decode(attachment["data"]) == PDF
    assert whole.digest != without.digest
    assert whole.place == without.place


@pytest.mark.parametrize(
    "name", ["../geheim.pdf", "/etc/passwd", "..", "", "a\x00b", 3, "map/x.pdf"]
)
def test_a_header_reads_no_file_but_in_its_own_folder(tmp_path: Path, name: Any) -> None:
    folder = tmp_path / "bron"
    folder.mkdir()
    (tmp_path / "geheim.pdf").write_bytes(PDF)
    (folder / "brief.json").write_text(json.dumps(_header("letter", data=None, document=name)))

    [record] = GpFolder(folder).records()

    assert b'"data"' not in record.content


def test_a_form_goes_through_as_it_lies_there(tmp_path: Path) -> None:
    content = b'{"resourceType": "Bundle", "document": "x.pdf"}'
    (tmp_path / "form.json").write_bytes(content)
    (tmp_path / "odd.json").write_bytes(b"{")

    assert [one.content for one in GpFolder(tmp_path).records()] == [content, b"{"]


def test_what_no_header_names_has_a_line_and_a_letters_document_has_none(tmp_path: Path) -> None:
    (tmp_path / "brief.json").write_text(json.dumps(_header("letter", data=None)))
    for name in ("brief.pdf", "los.pdf", "uitslag.hl7"):
        (tmp_path / name).write_bytes(PDF)
    folder = GpFolder(tmp_path)

    list(folder.records())

    assert sorted(one.name for one in folder.untaken()) == ["los.pdf", "uitslag.hl7"]
    assert isinstance(folder, Leaving)
