from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.search.numbers import COMPARED, asked

numbers = st.decimals(-1000, 1000, places=2)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("100", "99.5", "100.5"),
        ("100.00", "99.995", "100.005"),
        ("1e2", "50", "150"),
        ("-5", "-5.5", "-4.5"),
        ("5.40", "5.395", "5.405"),
        ("1.0E-3", "0.00095", "0.00105"),
    ],
)
def test_a_number_covers_half_a_unit_of_its_last_digit_on_either_side(text, low, high):
    found = asked(text)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "text", ["", "x", "1,5", "1e", "1e100", "Infinity", "NaN", "1" * 19, "0x1", " 1", "1_0", "١"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="not a number"):
        asked(text)


@given(numbers, numbers)
def test_prefixes_agree_with_each_other_on_every_point(stored, wanted):
    to = asked(str(wanted))
    holds = {prefix: one(stored, stored, to) for prefix, one in COMPARED.items()}
    assert holds["ne"] is not holds["eq"]
    assert holds["gt"] == holds["sa"] == (stored > wanted)
    assert holds["lt"] == holds["eb"] == (stored < wanted)
    assert holds["ge"] is not holds["lt"]
    assert holds["le"] is not holds["gt"]
    assert holds["ap"] or not holds["eq"] or abs(stored - wanted) > to.about


@given(numbers, numbers, numbers)
def test_a_stretch_stands_after_or_before_only_with_all_of_it(one, other, wanted):
    low, high = sorted([one, other])
    to = asked(str(wanted))
    assert COMPARED["sa"](low, high, to) == (low > wanted)
    assert COMPARED["eb"](low, high, to) == (high < wanted)
    assert COMPARED["gt"](low, high, to) or not COMPARED["sa"](low, high, to)
    assert COMPARED["lt"](low, high, to) or not COMPARED["eb"](low, high, to)
    if COMPARED["eq"](low, high, to):
        assert to.low <= low <= high < to.high
