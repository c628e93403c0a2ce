"""The professional in an assertion: one person, one role, one purpose, or nothing at all."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.security.professional import InvalidProfessional, professional
from tests.hub.security.systems import DOCTOR

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "change",
    [
        {"purpose_of_use": []},
        {"purpose_of_use": ["TREAT", "BTG"]},
        {"purpose_of_use": ["HMARKT"]},
        {"purpose_of_use": ["treat"]},
        {"purpose_of_use": "TREAT"},
        {"purpose_of_use": [["TREAT"]]},
        {"purpose_of_use": None},
        {"subject_role": []},
        {"subject_role": ["01.015", "01.016"]},
        {"subject_role": ["arts"]},
        {"subject_role": ["01.015\n"]},
        {"subject_role": ["0\u0661.015"]},
        {"national_provider_identifier": ""},
        {"national_provider_identifier": "12345678901"},
        {"national_provider_identifier": 900025039},
        {"subject_name": ""},
        {"subject_name": "  "},
        {"subject_name": "x" * 201},
        {"subject_name": "two\nlines"},
        {"subject_name": "\ud800"},
        {"subject_name": 5},
    ],
)
def test_a_claim_that_is_not_whole_is_refused(change):
    with pytest.raises(InvalidProfessional):
        professional({"extensions": {"ihe_iua": DOCTOR.claims() | change}})


@pytest.mark.parametrize("name", sorted(DOCTOR.claims()))
def test_no_part_of_the_claim_may_be_missing(name):
    claims = {key: value for key, value in DOCTOR.claims().items() if key != name}
    with pytest.raises(InvalidProfessional):
        professional({"extensions": {"ihe_iua": claims}})


@given(JSON)
def test_any_json_is_a_professional_or_refused(value):
    for claims in ({"extensions": value}, {"extensions": {"ihe_iua": value}}):
        with contextlib.suppress(InvalidProfessional):
            assert professional(claims) is None


def test_without_the_claim_there_is_no_person():
    assert professional({}) is None
    assert professional({"extensions": {}}) is None


@pytest.mark.parametrize("purpose", ["TREAT", "COC", "ETREAT", "BTG", "PATRQT"])
def test_each_known_purpose_is_taken(purpose):
    claims = DOCTOR.claims() | {"purpose_of_use": [purpose]}
    found = professional({"extensions": {"ihe_iua": claims}})
    assert found is not None
    # How sure it is who that is, the claim does not say.
    named = replace(DOCTOR.practitioner, assurance="low")
    assert (found.practitioner, found.purpose) == (named, purpose)
