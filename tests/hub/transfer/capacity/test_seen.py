"""What a provider may see of others is a sum that tells of none of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.capacity.board import board
from hub.transfer.capacity.seen import FEWEST, by_desk, by_provider
from hub.transfer.capacity.total import Sum
from tests.hub.transfer.capacity.places import BUITEN, HAVEN, LINDE, TERMS, said, statements
from tests.hub.transfer.cases import HOUR, NOW

FOURTH = replace(LINDE, provider="90000299", site="Location/fourth")


def rows(**available: int | None):
    places = {"haven": HAVEN, "buiten": BUITEN, "linde": LINDE, "fourth": FOURTH}
    told = [said(places[name], available=count, staffed=9) for name, count in available.items()]
    return board([], told, [], NOW + HOUR, TERMS)


def test_the_desk_sees_all() -> None:
    found = by_desk(rows(haven=1, buiten=2))

    assert {one.of for one in found.rows} == {BUITEN, HAVEN}
    assert found.totals[0].available == Sum(3, 0)


def test_a_provider_sees_its_own_and_no_row_of_another() -> None:
    found = by_provider(rows(haven=1, buiten=2, linde=3, fourth=4), HAVEN.provider)

    assert [one.of for one in found.rows] == [HAVEN]
    assert found.totals[0].available == Sum(10, 0)


@pytest.mark.parametrize(
    "available",
    [{"haven": 1, "buiten": 2}, {"haven": 1, "buiten": 2, "linde": 3},
     {"haven": 1, "buiten": 2, "linde": 3, "fourth": None}],
)  # fmt: skip
def test_a_sum_of_too_few_others_is_hidden(available) -> None:
    (total,) = by_provider(rows(**available), HAVEN.provider).totals

    assert total.available.value is None
    assert total.available.is_hidden


def test_who_is_alone_sees_its_own_sum_and_who_has_nothing_sees_that_of_enough_others() -> None:
    (own,) = by_provider(rows(haven=2), HAVEN.provider).totals
    (region,) = by_provider(rows(haven=1, buiten=2, linde=3), "90000300").totals

    assert own.available == Sum(2, 0)
    assert region.available == Sum(6, 0)


def test_each_number_of_a_total_is_hidden_for_itself() -> None:
    told = [said(one, available=1) for one in (HAVEN, BUITEN, LINDE, FOURTH)]
    told[1] = replace(told[1], staffed=7, expected=(5, *(None,) * 6))

    (total,) = by_provider(board([], told, [], NOW, TERMS), HAVEN.provider).totals

    assert total.available == Sum(4, 0)
    assert total.staffed.is_hidden
    assert total.expected[0].is_hidden
    assert not total.expected[1].is_hidden


@given(st.lists(statements(), max_size=8), st.integers(0, 20))
def test_no_sum_rests_on_fewer_others_than_are_asked(listed, hours: int) -> None:
    shown = board([], listed, [], NOW + hours * HOUR, TERMS)

    found = by_provider(shown, HAVEN.provider)

    assert all(one.of.provider == HAVEN.provider for one in found.rows)
    for total in found.totals:
        if total.available.value is not None:
            others = {
                one.of.provider for one in shown
                if one.of.care_type == total.group.care_type and one.available is not None
            } - {HAVEN.provider}  # fmt: skip
            assert not others or len(others) >= FEWEST
