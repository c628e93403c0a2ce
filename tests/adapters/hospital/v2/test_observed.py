"""A limit in OBX as other senders write it: what contradicts is refused, what is withdrawn goes."""

from typing import Any

import pytest

from adapters.hospital.verdict import Fault, Taken
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import evn, msh, obx, pv1, segment

OBR = {1: "1", 3: "R1^ZISK", 4: "CODESTAT^Behandelcode^ZKF", 7: "20261120100000"}
TODAY, NEXT_DAY = "20261120101500", "20261121101500"


def result(
    reception: Reception,
    *observed: str,
    at: str = "20261120101500",
    number: str = "T1",
    of: str = "",
) -> Any:
    order = segment("OBR", {**OBR, 25: of})
    return reception.text(msh("ORU^R01", number, at=at), reception.person.pid(), order, *observed)


def known(reception: Reception) -> list[tuple[Any, ...]]:
    """Of each limit its treatment, its decision, the words of one that is none, and its status."""
    found = []
    for one in reception.resources("Consent"):
        provision, [concept] = one["provision"], one["provision"]["code"]
        treatment = concept.get("text") or concept["coding"][0]["code"]
        words = [other["valueString"] for other in one.get("modifierExtension", [])]
        found.append((treatment, provision.get("type"), *words, one["status"]))
    return found


DENIED = ("89666000", "deny", "active")


@pytest.mark.parametrize(
    "written",
    [
        "JA^doen^ZKFBESLUIT~NEE^niet doen^ZKFBESLUIT",
        "NEE^niet doen^ZKFBESLUIT~JA^doen^ZKFBESLUIT",
        "NEE^niet doen^ZKFBESLUIT~X^in overleg^ELDERS",
        "JA^doen^ZKFBESLUIT^NEE^niet doen^ZKFBESLUIT",
        "JA^niet doen^ZKFBESLUIT",
        "JA^doen, niet langer dan een week^ZKFBESLUIT",
        "NEE^wel doen^ZKFBESLUIT",
        "NEE^Ja^ZKFBESLUIT",
        "JA^doen^ZKFBESLUIT^^^^^^Niet reanimeren",
    ],
)
def test_a_decision_that_contradicts_itself_is_refused(reception: Reception, written: str) -> None:
    verdict = result(reception, obx(decision=written))

    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (102, "OBX^1^5")
    assert reception.parcels() == []


@pytest.mark.parametrize(
    "written",
    [
        "NEE^niet doen^ZKFBESLUIT~NEE^niet doen^ZKFBESLUIT",
        "~NEE^niet doen^ZKFBESLUIT",
        "N^nee^LOKAAL^NEE^niet doen^ZKFBESLUIT",
        "^^^NEE^niet doen^ZKFBESLUIT",
        "NEE^niet doen^ZKFBESLUIT^N^nee^LOKAAL",
        "NEE^niet doen^ZKFBESLUIT^^^^^^Niet reanimeren",
    ],
)
def test_a_decision_that_is_said_twice_is_one(reception: Reception, written: str) -> None:
    result(reception, obx(decision=written))

    assert known(reception) == [DENIED]


def test_a_permission_may_be_called_no_limits(reception: Reception) -> None:
    result(reception, obx(decision="JA^geen beperkingen^ZKFBESLUIT"))

    assert known(reception) == [("89666000", "permit", "active")]


def test_words_without_a_code_are_shown_and_decide_nothing(reception: Reception) -> None:
    result(reception, obx(decision="^^^^^^^^Niet reanimeren"))

    assert known(reception) == [("89666000", None, "Niet reanimeren", "active")]


@pytest.mark.parametrize("status", ["D", "W"])
@pytest.mark.parametrize("written", ["", '""', "JA^doen^ZKFBESLUIT", "?~?"])
def test_what_is_withdrawn_is_so_whatever_decision_stands_beside_it(
    reception: Reception, status: str, written: str
) -> None:
    result(reception, obx())
    verdict = result(reception, obx(decision=written, status=status), at=NEXT_DAY, number="T2")

    assert isinstance(verdict, Taken)
    assert known(reception) == [("89666000", "deny", "entered-in-error")]


def test_a_withdrawal_of_what_is_not_known_is_told(reception: Reception) -> None:
    verdict = result(reception, obx(status="W"))

    assert any("withdrawn that is not known" in note for note in verdict.notes)


def test_a_decision_and_its_withdrawal_in_one_message_are_refused(reception: Reception) -> None:
    verdict = result(reception, obx(), obx(status="W"))

    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (102, "OBX^2^5")


def test_a_result_that_can_not_be_had_decides_nothing_any_more(reception: Reception) -> None:
    result(reception, obx())
    result(reception, obx(decision="", status="X"), at=NEXT_DAY, number="T2")

    assert known(reception) == [("89666000", None, "(X)", "active")]


@pytest.mark.parametrize(
    ("of_order", "status", "shown"),
    [("P", "", "proposed"), ("F", "", "active"), ("", "", "active"), ("P", "F", "active")],
)
def test_a_result_without_a_status_has_that_of_its_order(
    reception: Reception, of_order: str, status: str, shown: str
) -> None:
    result(reception, obx(status=status), of=of_order)

    assert known(reception) == [("89666000", "deny", shown)]


def test_an_order_that_was_cancelled_decides_nothing(reception: Reception) -> None:
    result(reception, obx(status=""), of="X")

    assert known(reception) == [("89666000", None, "niet doen (X)", "active")]


@pytest.mark.parametrize(
    "written",
    [
        "REA^reanimeren^ZKF^89666000^CPR^SCT",
        "89666000^CPR^SCT^REA^reanimeren^ZKF",
        "89666000^CPR^SNOMED CT",
        "89666000^CPR^sct",
        "89666000^CPR^2.16.840.1.113883.6.96",
        "89666000^CPR^http://snomed.info/sct",
    ],
)
def test_a_treatment_is_known_by_either_of_its_codes(reception: Reception, written: str) -> None:
    result(reception, obx(written))

    assert known(reception) == [DENIED]


@pytest.mark.parametrize(
    "written",
    [
        "89666000^CPR^SCT^40617009^beademing^SCT",
        "89666000^CPR^SCT~40617009^beademing^SCT",
        "89666000^Opname op intensive care^SCT",
        "40617009^Cardiopulmonale resuscitatie^SCT",
    ],
)
def test_two_treatments_under_one_decision_are_refused(reception: Reception, written: str) -> None:
    verdict = result(reception, obx(written))

    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (102, "OBX^1^3")
    assert reception.parcels() == []


def test_a_line_feed_in_a_text_takes_nothing_of_what_stands_after_it(reception: Reception) -> None:
    result(reception, obx())
    broken = obx(decision="NEE^niet\ndoen^ZKFBESLUIT", status="W")
    result(reception, broken, at=NEXT_DAY, number="T2")

    assert known(reception) == [("89666000", "deny", "entered-in-error")]


def test_what_is_noted_beside_a_decision_goes_along_with_it(reception: Reception) -> None:
    notes = "NTE|1||Behalve bij verslikken", "NTE|2||Zie brief~van 20 november"
    result(reception, obx(), *notes, obx("40617009^x^SCT"), "NTE|1||")

    first, second = reception.resources("Consent")
    [remark] = first["extension"]
    assert remark["url"].endswith("/ext-Comment")
    assert remark["valueString"] == "Behalve bij verslikken\nZie brief\nvan 20 november"
    assert "extension" not in second


@pytest.mark.parametrize(
    ("zbb", "place"),
    [("ZBB|1|REA~IC|J~N", "ZBB^1^2"), ("ZBB|1|REA|J~N", "ZBB^1^3")],
)
def test_a_z_segment_tells_one_decision_on_one_treatment(
    reception: Reception, zbb: str, place: str
) -> None:
    told = [msh("ADT^A08"), evn("20261120100000"), reception.person.pid(), pv1(), zbb]
    verdict = reception.text(*told)

    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (102, place)


def test_a_decision_of_a_z_segment_on_no_treatment_is_told(reception: Reception) -> None:
    told = [msh("ADT^A08"), evn("20261120100000"), reception.person.pid(), pv1(), "ZBB|1||N"]

    assert any("names no treatment" in note for note in reception.text(*told).notes)


def test_a_z_segment_beside_a_planned_transfer_is_taken(reception: Reception) -> None:
    sch = segment("SCH", {2: "TR1^ZISK", 7: "OVERPL", 11: "^^^20261127100000"})
    reception.text(msh("SIU^S12"), sch, reception.person.pid(), pv1(), "ZBB|1|REA|N|20261119")

    assert known(reception) == [DENIED]
