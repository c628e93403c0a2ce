"""Numbers of persons and organisations; rules PZP-30 to PZP-35."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles import systems
from profiles.identifiers import is_bsn
from tests.profiles.pzp.records import BSN, broken, issues_of, limit, patient

VALUE = "Patient.identifier[0].value"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("999911121", "11-test"),
        ("99991112", "leading zeros"),
        ("9999111200", "has more"),
        ("9999 11120", "digits only"),
        ("9999.11.120", "digits only"),
        (f"{BSN} ", "digits only"),
        ("٩٩٩٩١١١٢٠", "digits only"),
        ("000000000", "11-test"),
        ("", "digits only"),
    ],
)
def test_a_bsn_that_is_none_is_told_apart(number, told):
    (issue,) = issues_of(patient(bsn=number))
    assert (issue.rule, issue.severity, issue.expression) == ("PZP-30", "error", VALUE)
    assert told in issue.text


@given(st.text(st.characters(categories=["Nd"]), max_size=12))
def test_no_text_repeats_a_bsn(number):
    found = issues_of(patient(bsn=number))
    assert bool(found) is not is_bsn(number)
    assert not any(number in issue.text for issue in found if len(number) > 2)


def test_the_example_of_the_pilot_is_refused_all_the_same():
    assert broken(patient(bsn="123456789")) == [("PZP-30", VALUE)]


def test_a_bsn_in_a_reference_is_judged_too():
    of = {"identifier": {"system": systems.BSN_SYSTEM, "value": "123456789"}}
    assert broken(limit(patient=of)) == [("PZP-30", "Consent.patient.identifier.value")]


def test_a_bsn_that_is_left_out_with_a_reason_is_no_wrong_one():
    masked = {
        "system": systems.BSN_SYSTEM,
        "_value": {"extension": [{"url": "http://else.example"}]},
    }
    assert broken(patient(identifier=[masked])) == []


def test_a_person_has_one_bsn():
    two = [
        {"system": systems.BSN_SYSTEM, "value": BSN},
        {"system": systems.BSN_SYSTEM, "value": "999998298"},
    ]
    assert broken(patient(identifier=two)) == [("PZP-31", "Patient.identifier[1]")]
    assert broken(patient(identifier=[two[0], two[0]])) == []


@pytest.mark.parametrize(
    ("system", "kind", "right", "wrong", "number", "severity"),
    [
        (systems.URA_SYSTEM, "Organization", "1", "123456789", "PZP-32", "error"),
        (systems.URA_SYSTEM, "Organization", "00012345", "1234567a", "PZP-32", "error"),
        (systems.UZI_PERSON, "Practitioner", "123456789", "1234567890", "PZP-33", "error"),
        (systems.AGB_SYSTEM, "Practitioner", "01999999", "019999990", "PZP-34", "warning"),
        (systems.AGB_SYSTEM, "Organization", "01999999", "1999999", "PZP-34", "warning"),
        (systems.BIG, "Practitioner", "19012345601", "21870932", "PZP-35", "warning"),
    ],
)
def test_other_numbers_have_their_form(system, kind, right, wrong, number, severity):
    def one(value: str) -> dict:
        return {"resourceType": kind, "identifier": [{"system": system, "value": value}]}

    assert broken(one(right)) == []
    (issue,) = issues_of(one(wrong))
    assert (issue.rule, issue.severity) == (number, severity)
    assert issue.expression == f"{kind}.identifier[0].value"
    assert wrong not in issue.text


def test_a_record_is_about_the_same_person_by_reference_and_by_number():
    about = {"reference": "Patient/p", "identifier": {"system": systems.BSN_SYSTEM, "value": BSN}}
    record = limit(patient=about)

    assert broken(record, record, patient()) == []
    assert broken(record, record, patient(bsn="999990019")) == [
        ("PZP-36", "Consent.patient.identifier.value")
    ]
    assert broken(record) == []
