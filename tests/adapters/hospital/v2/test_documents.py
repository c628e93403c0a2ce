"""A document is one, however often it is told; withdrawn, it is shown as withdrawn."""

import base64
from typing import Any

import pytest

from adapters.hospital.v2.events.documents import AVAILABILITIES, COMPLETIONS
from adapters.hospital.verdict import Fault
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import Person, evn, msh, obx, pdf, segment, txa

FIRST, LATER, LAST = "20261120100000", "20261121100000", "20261122100000"


def sent(reception: Reception, event: str, at: str, *parts: str) -> Any:
    person = reception.person.pid()
    return reception.text(msh(f"MDM^{event}", event + at, at=at), evn(at), person, *parts)


def documents(reception: Reception) -> dict[str, dict[str, Any]]:
    listed = reception.resources("DocumentReference")
    return {one["masterIdentifier"]["value"]: one for one in listed}


def statuses(reception: Reception) -> list[str]:
    return [one["status"] for one in reception.resources("Consent")]


@pytest.mark.parametrize(("code", "status"), COMPLETIONS.items())
def test_whether_it_is_final_is_by_table_and_a_draft_proposes_its_limits(
    reception: Reception, code: str, status: str
) -> None:
    sent(reception, "T02", FIRST, txa("D1", state=code), pdf(), obx())
    assert documents(reception)["D1"]["docStatus"] == status
    assert statuses(reception) == ["active" if status == "final" else "proposed"]


@pytest.mark.parametrize(("code", "status"), AVAILABILITIES.items())
def test_whether_it_is_available_is_by_table(reception: Reception, code: str, status: str) -> None:
    sent(reception, "T02", FIRST, txa("D1"), pdf(), obx())
    sent(reception, "T08", LATER, txa("D1", shown=code), pdf(), obx())
    assert documents(reception)["D1"]["status"] == status


def test_its_bytes_go_along_as_they_are(reception: Reception) -> None:
    sent(reception, "T02", FIRST, txa("D1"), pdf(b"%PDF-1.7 \xff\x00"), obx())
    [content] = documents(reception)["D1"]["content"]
    attachment = content["attachment"]
    assert base64.b64decode(attachment["data"]) == b"%PDF-1.7 \xff\x00"
    assert (attachment["contentType"], attachment["size"]) == ("application/pdf", 11)


def test_a_change_of_status_keeps_the_content_and_the_limits(reception: Reception) -> None:
    sent(reception, "T02", FIRST, txa("D1", state="DI"), pdf(b"%PDF-1"), obx())
    sent(reception, "T04", LATER, txa("D1", state="LA"))
    [content] = documents(reception)["D1"]["content"]
    assert base64.b64decode(content["attachment"]["data"]) == b"%PDF-1"
    assert documents(reception)["D1"]["docStatus"] == "final"


def test_a_draft_that_is_signed_later_decides_from_then_on(reception: Reception) -> None:
    sent(reception, "T02", FIRST, txa("D1", state="DI"), pdf(), obx())
    assert statuses(reception) == ["proposed"]
    sent(reception, "T04", LATER, txa("D1", state="LA"))
    assert statuses(reception) == ["active"]


@pytest.mark.parametrize(("shown", "status"), [("OB", "inactive"), ("CA", "entered-in-error")])
@pytest.mark.parametrize("event", ["T04", "T08"])
def test_the_limits_of_a_document_that_holds_no_longer_hold_no_longer(
    reception: Reception, event: str, shown: str, status: str
) -> None:
    sent(reception, "T02", FIRST, txa("D1"), pdf(), obx())
    parts = [pdf(), obx()] if event == "T08" else []
    sent(reception, event, LATER, txa("D1", shown=shown), *parts)
    assert statuses(reception) == [status]


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize(("shown", "status"), [("OB", "inactive"), ("CA", "entered-in-error")])
def test_a_status_that_is_left_empty_says_nothing_of_what_was_said(
    reception: Reception, order: tuple[int, ...], shown: str, status: str
) -> None:
    steps = [
        ("T02", FIRST, txa("D1", state="DI"), pdf(), obx()),
        ("T04", LATER, txa("D1", state="", shown=shown)),
        ("T04", LAST, txa("D1", state="", shown="")),
    ]
    for step in order:
        sent(reception, *steps[step])
    assert statuses(reception) == [status]
    assert documents(reception)["D1"]["status"] in {"superseded", "entered-in-error"}
    assert documents(reception)["D1"]["docStatus"] in {"preliminary", "entered-in-error"}


def test_a_document_that_is_told_anew_after_its_withdrawal_holds(reception: Reception) -> None:
    sent(reception, "T02", FIRST, txa("D1"), pdf(), obx())
    sent(reception, "T11", LATER, txa("D1", shown="CA"))
    sent(reception, "T08", LAST, txa("D1"), pdf(), obx())
    assert statuses(reception) == ["active"]
    assert documents(reception)["D1"]["status"] == "current"


def test_what_stands_beside_a_document_and_is_not_listed_is_told(reception: Reception) -> None:
    verdict = sent(reception, "T02", FIRST, txa("D1"), pdf(), obx("NR^x^ZKF", "JA^x^ELDERS"))
    assert any("none that the site lists" in note for note in verdict.notes)
    assert statuses(reception) == []


def test_a_z_segment_beside_a_status_of_a_document_is_taken(reception: Reception) -> None:
    sent(reception, "T04", FIRST, txa("D1"), "ZBB|1|REA|N|20261119")
    assert statuses(reception) == ["active"]


@pytest.mark.parametrize("event", ["T06", "T10"])
def test_a_parent_of_another_person_is_refused(reception: Reception, event: str) -> None:
    sent(reception, "T02", FIRST, txa("D1"), pdf(), obx())
    before = len(reception.parcels())
    reception.person = Person()
    verdict = sent(reception, event, LATER, txa("D2", parent="D1"), pdf(), obx())
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (205, "TXA^1^13")
    assert len(reception.parcels()) == before


def test_a_result_of_another_person_is_refused(reception: Reception) -> None:
    obr = "OBR|1||R1^ZISK|CODESTAT^Behandelcode^ZKF|||20261120100000"
    reception.text(msh("ORU^R01", "T1", at=FIRST), reception.person.pid(), obr, obx())
    verdict = reception.text(msh("ORU^R01", "T2", at=LATER), Person().pid(), obr, obx(status="C"))
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (205, "OBR^1^3")


def test_a_limit_that_a_new_version_leaves_out_is_active_no_more(reception: Reception) -> None:
    other = obx("40617009^beademing^SCT")
    sent(reception, "T02", FIRST, txa("D1"), pdf(), obx(), other)
    verdict = sent(reception, "T08", LATER, txa("D1"), pdf(), obx())
    assert sorted(statuses(reception)) == ["active", "inactive"]
    assert "no longer in the new version" in verdict.notes[0]


def test_an_addendum_is_a_document_of_its_own_and_says_to_what(reception: Reception) -> None:
    sent(reception, "T02", FIRST, txa("D1"), pdf(), obx())
    sent(reception, "T06", LATER, txa("D2", parent="D1"), pdf(), obx("40617009^x^SCT"))
    found = documents(reception)
    assert [one["code"] for one in found["D2"]["relatesTo"]] == ["appends"]
    assert found["D1"]["status"] == "current"
    assert statuses(reception) == ["active", "active"]


def test_a_replacement_supersedes_its_parent_and_the_limits_in_it(reception: Reception) -> None:
    sent(reception, "T02", FIRST, txa("D1"), pdf(), obx())
    sent(reception, "T10", LATER, txa("D2", parent="D1"), pdf(), obx(decision="JA^x^ZKFBESLUIT"))
    found = documents(reception)
    assert [one["code"] for one in found["D2"]["relatesTo"]] == ["replaces"]
    assert (found["D1"]["status"], found["D2"]["status"]) == ("superseded", "current")
    listed = {one["provision"]["type"]: one["status"] for one in reception.resources("Consent")}
    assert listed == {"deny": "inactive", "permit": "active"}


def test_a_parent_that_is_not_known_is_named_and_nothing_waits_for_it(reception: Reception) -> None:
    sent(reception, "T06", LATER, txa("D2", parent="D9"), pdf(), obx())
    [relation] = documents(reception)["D2"]["relatesTo"]
    assert relation["target"]["identifier"]["value"] == "D9"


@pytest.mark.parametrize("first", ["T02", "T11"])
def test_a_withdrawal_holds_in_whatever_order_it_comes(reception: Reception, first: str) -> None:
    def withdrawn() -> None:
        sent(reception, "T11", LATER, txa("D1", shown="CA"))

    def told() -> None:
        sent(reception, "T02", FIRST, txa("D1"), pdf(), obx())

    for step in (told, withdrawn) if first == "T02" else (withdrawn, told):
        step()

    found = documents(reception)["D1"]
    assert (found["status"], found["docStatus"]) == ("entered-in-error", "entered-in-error")
    assert "data" not in found["content"][0]["attachment"]
    assert statuses(reception) == ["entered-in-error"]


def test_a_document_of_another_person_is_refused(reception: Reception) -> None:
    sent(reception, "T02", FIRST, txa("D1"), pdf(), obx())
    before = len(reception.parcels())
    reception.person = Person()
    verdict = sent(reception, "T08", LATER, txa("D1"), pdf(), obx())
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (205, "TXA^1^12")
    assert len(reception.parcels()) == before


@pytest.mark.parametrize(
    ("value", "condition"),
    [
        ("ZISK^application^pdf^Base64^JVBERi0x!", 102),
        ("ZISK^application^pdf^Base64^JVBERi0", 102),
        ("ZISK^application^pdf^Base64^", 102),
        ("ZISK^application^pdf^Base64^dGVrc3Q=", 102),
        ("ZISK^application^pdf^A^%PDF-1", 103),
        ("ZISK^image^png^Base64^iVBORw0=", 103),
    ],
)
def test_what_nobody_can_open_is_refused_with_all_that_stands_beside_it(
    reception: Reception, value: str, condition: int
) -> None:
    content = segment("OBX", {1: "1", 2: "ED", 3: "BEHBEP^x^ZKF", 5: value, 11: "F"})
    verdict = sent(reception, "T02", FIRST, txa("D1"), content, obx())
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (condition, "OBX^1^5")
    assert reception.parcels() == []


def test_a_pointer_and_a_second_content_are_refused(reception: Reception) -> None:
    pointer = segment("OBX", {1: "1", 2: "RP", 3: "BEHBEP^x^ZKF", 5: "http://x^a^b^c", 11: "F"})
    for parts in ((pointer,), (pdf(), pdf())):
        verdict = sent(reception, "T02", FIRST, txa("D1"), *parts)
        assert isinstance(verdict, Fault)
        assert verdict.condition == 102


def test_a_letter_among_results_is_taken_where_the_site_lists_its_kind(
    reception: Reception,
) -> None:
    obr = "OBR|1||R1^ZISK|BRIEF^Brief^ZKF|||20261120100000"
    other = segment("OBX", {1: "2", 2: "ED", 3: "BRIEF^x^ZKF", 5: "A^application^pdf^Base64^eA=="})
    reception.text(msh("ORU^R01"), reception.person.pid(), obr, pdf(), other)
    [found] = documents(reception).values()
    assert found["type"]["text"] == "Behandelbeperking"
    assert found["identifier"][0]["value"] == "R1/BEHBEP"


def test_the_last_word_on_a_document_is_told_last(reception: Reception) -> None:
    sent(reception, "T02", FIRST, txa("D1"), pdf(b"%PDF-1"), obx())
    sent(reception, "T08", LAST, txa("D1"), pdf(b"%PDF-3"), obx(decision="JA^x^ZKFBESLUIT"))
    late = sent(reception, "T08", LATER, txa("D1"), pdf(b"%PDF-2"), obx())
    [content] = documents(reception)["D1"]["content"]
    assert base64.b64decode(content["attachment"]["data"]) == b"%PDF-3"
    assert [one["provision"]["type"] for one in reception.resources("Consent")] == ["permit"]
    assert late.notes


def test_a_letter_that_is_withdrawn_and_not_known_is_told(reception: Reception) -> None:
    obr = "OBR|1||R9^ZISK|BRIEF^Brief^ZKF|||20261120100000"
    gone = segment("OBX", {1: "1", 2: "ED", 3: "BEHBEP^x^ZKF", 11: "W"})
    verdict = reception.text(msh("ORU^R01"), reception.person.pid(), obr, gone)
    assert any("not known" in note for note in verdict.notes)
