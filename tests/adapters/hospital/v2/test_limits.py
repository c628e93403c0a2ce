"""A decision on a treatment is by the site's table, row by row; what it lacks decides nothing."""

from typing import Any

import pytest

from adapters.hospital.v2.limits import STATUSES
from adapters.hospital.v2.treatments import TREATMENTS
from adapters.hospital.verdict import Fault, Taken
from profiles import systems
from profiles.pzp.wish import SPECIFICATION_OTHER
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import Person, evn, msh, obx, pv1

OBR = "OBR|1||R1^ZISK|CODESTAT^Behandelcode^ZKF|||20261120100000"


def result(
    reception: Reception, *observed: str, at: str = "20261120101500", number: str = "T1"
) -> Any:
    return reception.text(msh("ORU^R01", number, at=at), reception.person.pid(), OBR, *observed)


def consents(reception: Reception) -> list[dict[str, Any]]:
    return reception.resources("Consent")


def decided(consent: dict[str, Any]) -> tuple[str | None, str | None]:
    other = [one["valueString"] for one in consent.get("modifierExtension", [])]
    return consent["provision"].get("type"), other[0] if other else None


@pytest.mark.parametrize("treatment", TREATMENTS)
@pytest.mark.parametrize(("code", "decision"), [("JA", "permit"), ("NEE", "deny")])
def test_each_row_of_the_table_is_its_decision(
    reception: Reception, treatment: str, code: str, decision: str
) -> None:
    result(reception, obx(f"{treatment}^behandeling^SCT", f"{code}^x^ZKFBESLUIT"))
    [consent] = consents(reception)
    [concept] = consent["provision"]["code"]
    assert [(one["system"], one["code"]) for one in concept["coding"]] == [
        (systems.SNOMED, treatment)
    ]
    assert decided(consent) == (decision, None)
    assert (consent["status"], consent["dateTime"]) == ("active", "2026-11-20T09:45:00+01:00")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("MISSCHIEN^in overleg^ZKFBESLUIT", "in overleg"),
        ("nee^niet doen^ZKFBESLUIT", "niet doen"),
        ("NEE^niet doen^ANDERS", "niet doen"),
        ("NEE", "NEE"),
        ("B", "B"),
        ("code 2", "code 2"),
    ],
)
def test_what_the_table_does_not_know_decides_nothing_and_is_shown_as_written(
    reception: Reception, written: str, words: str
) -> None:
    verdict = result(reception, obx(decision=written))
    [consent] = consents(reception)
    assert decided(consent) == (None, words)
    assert consent["modifierExtension"][0]["url"] == SPECIFICATION_OTHER
    assert isinstance(verdict, Taken)
    assert "not in the site's table" in verdict.notes[0]


def test_another_treatment_is_named_in_words_and_has_no_code_of_the_guide(
    reception: Reception,
) -> None:
    result(reception, obx("DIAL^dialyse^ZKF"), obx("265764009^nierdialyse^SCT"))
    for consent, words in zip(consents(reception), ("dialyse", "nierdialyse"), strict=True):
        [concept] = consent["provision"]["code"]
        assert concept == {
            "coding": [{"system": systems.NULL_FLAVOR, "code": "OTH"}], "text": words,
        }  # fmt: skip
        assert decided(consent) == ("deny", None)


def test_a_local_code_of_a_treatment_is_by_the_sites_table(at_site: Any) -> None:
    limits = {"treatments": {"REA^ZKF": "89666000"}, "decisions": {"ZKFBESLUIT": {"NEE": "deny"}}}
    reception = at_site(limits=limits)
    result(reception, obx("REA^reanimeren^ZKF"), obx("305351004^ic^SCT", "x^y^ELDERS"))
    [consent] = consents(reception)
    assert consent["provision"]["code"][0]["coding"][0]["code"] == "89666000"


def test_results_that_the_site_does_not_list_are_not_taken_at_all(reception: Reception) -> None:
    verdict = result(reception, obx("718-7^Hemoglobine^LN", "8.1"))
    assert isinstance(verdict, Taken)
    assert verdict.notes
    assert reception.parcels() == []


@pytest.mark.parametrize(("status", "shown"), STATUSES.items())
def test_the_status_of_a_result_is_by_table(reception: Reception, status: str, shown: str) -> None:
    result(reception, obx(status=status))
    assert consents(reception)[0]["status"] == shown


@pytest.mark.parametrize("status", ["X", "N", "I", "S", "O"])
def test_a_status_that_is_none_of_these_decides_nothing(reception: Reception, status: str) -> None:
    result(reception, obx(status=status))
    assert decided(consents(reception)[0]) == (None, f"niet doen ({status})")


@pytest.mark.parametrize("status", ["D", "W"])
def test_a_withdrawn_result_is_shown_as_withdrawn(reception: Reception, status: str) -> None:
    result(reception, obx())
    result(reception, obx(status=status), at="20261121101500", number="T2")
    [consent] = consents(reception)
    assert consent["status"] == "entered-in-error"
    assert decided(consent) == ("deny", None)


def test_a_correction_is_the_same_record_and_an_older_one_does_not_undo_it(
    reception: Reception,
) -> None:
    result(reception, obx())
    result(
        reception, obx(decision="JA^doen^ZKFBESLUIT", status="C"), at="20261121101500", number="T2"
    )
    late = result(reception, obx(), at="20261120120000", number="T3")
    [consent] = consents(reception)
    assert decided(consent) == ("permit", None)
    assert "older" in late.notes[0]


def test_a_decision_is_never_deleted_by_quotes(reception: Reception) -> None:
    verdict = result(reception, obx(decision='""'))
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (102, "OBX^1^5")


def test_a_limit_without_a_decision_says_nothing_and_that_is_told(reception: Reception) -> None:
    assert result(reception, obx(decision="")).notes
    assert reception.parcels() == []


def test_two_decisions_on_one_treatment_are_refused(reception: Reception) -> None:
    verdict = result(reception, obx(), obx(decision="JA^doen^ZKFBESLUIT"))
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (102, "OBX^2^5")
    assert reception.parcels() == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("REA|N", ("deny", None)),
        ("REA|J", ("permit", None)),
        ("REA|?", (None, "REA: ?")),
        ("REA^reanimeren|X^overleg", (None, "reanimeren: overleg")),
    ],
)
def test_a_z_segment_is_by_the_sites_table(
    reception: Reception, written: str, expected: tuple[str | None, str | None]
) -> None:
    person, at = Person(), "20261120100000"
    zbb = f"ZBB|1|{written}|20261119|03077881^Terpstra&&Terpstra^H^^^^^^VEKTIS"
    verdict = reception.text(msh("ADT^A08"), evn(at), person.pid(), pv1(), zbb)
    [consent] = consents(reception)
    assert decided(consent) == expected
    assert consent["dateTime"] == "2026-11-19"
    assert consent["provision"]["code"][0]["coding"][0]["code"] == "89666000"
    assert consent["provision"]["actor"][0]["reference"]["display"] == "H Terpstra"
    assert bool(verdict.notes) == (expected[0] is None)


def test_agreement_with_the_patient_is_not_implied(reception: Reception) -> None:
    result(reception, obx())
    [consent] = consents(reception)
    actors = consent["provision"].get("actor", [])
    assert not [one for one in actors if one["reference"].get("type") == "Patient"]


def test_each_result_is_of_the_order_before_it(reception: Reception) -> None:
    other = "OBR|2||R2^ZISK|CODESTAT^x^ZKF|||20261120100000"
    lab = obx("718-7^Hemoglobine^LN", "8.1")
    result(reception, obx(), other, lab, obx("40617009^x^SCT"))
    numbers = [one["identifier"][0]["value"] for one in consents(reception)]
    assert numbers == ["ZISK/R1/89666000", "ZISK/R2/40617009"]


def test_two_people_in_one_message_are_refused(reception: Reception) -> None:
    verdict = result(reception, Person().pid(), obx())
    assert isinstance(verdict, Fault)
    assert (verdict.code, verdict.condition) == ("AE", 100)
    assert reception.parcels() == []
