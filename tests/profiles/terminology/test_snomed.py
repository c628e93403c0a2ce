"""A number that can't be one of SNOMED CT is known by its form and its check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.terminology.snomed import fault

NUMBERS = ("89666000", "305351004", "129125009", "1351964001", "310141000146103", "138875005")


@pytest.mark.parametrize(
    "code",
    [
        *NUMBERS,
        "128045006:{363698007=56459004}",
        "128045006 |een term met 1 cijfer| : { 363698007 |plaats| = 56459004 }",
        "138875005 + 129125009",
        "27658006:411116001=385049006,363698007=#500",
    ],
)
def test_what_can_be_one_has_no_fault(code: str) -> None:
    assert fault(code) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "expression"),
        ("abc", "expression"),
        ("A89666000", "expression"),
        ("89666000;", "expression"),
        ("|89666000|", "expression"),
        ("12345", "6 to 18 digits"),
        ("089666000", "6 to 18 digits"),
        ("8966600089666000896660", "6 to 18 digits"),
        ("89666001", "check digit"),
        ("128045006:{363698007=56459005}", "check digit"),
        ("1223979019", "description"),
        ("900000000000550004", None),
    ],
)
def test_what_it_can_not_be_is_said(code: str, said: str | None) -> None:
    found = fault(code)
    assert found is None if said is None else said in (found or "")


@pytest.mark.parametrize(
    ("kind", "said"),
    [("01", "description"), ("12", "relationship"), ("03", "no number"), ("10", "no number")],
)
def test_the_number_of_something_else_is_told_so(kind: str, said: str) -> None:
    found = [fault(f"123123{kind}{check}") or "" for check in range(10)]
    assert len([one for one in found if "check digit" not in one and said in one]) == 1


@given(st.sampled_from(NUMBERS), st.integers(0, 17), st.integers(1, 9))
def test_each_mistyped_digit_is_found(number: str, place: int, by: int) -> None:
    place %= len(number)
    digit = str((int(number[place]) + by) % 10)
    assert fault(number[:place] + digit + number[place + 1 :])


@given(st.sampled_from(NUMBERS), st.integers(0, 16))
def test_each_two_digits_that_changed_places_are_found(number: str, place: int) -> None:
    place %= len(number) - 1
    one, other = number[place], number[place + 1]
    changed = number[:place] + other + one + number[place + 2 :]
    assert (fault(changed) is None) == (one == other)
