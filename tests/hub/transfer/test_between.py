"""A transfer between two: who moves it from where to where, and that it always ends."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.between import BEGINS, OVER, Side, check_begun, check_moved
from hub.transfer.refused import Refused

STATUSES = sorted(
    {"draft", "ready", "requested", "received", "accepted", "on-hold", "in-progress"} | OVER
)
SIDES: tuple[Side, ...] = ("sender", "receiver")


def moves(before: str, after: str, side: Side) -> bool:
    try:
        check_moved(before, after, side)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("status", STATUSES)
def test_it_begins_as_requested_or_at_once_as_in_progress(status: str) -> None:
    if status in BEGINS:
        check_begun(status)
    else:
        with pytest.raises(Refused):
            check_begun(status)


def test_what_is_over_stays_so() -> None:
    for before, after, side in product(sorted(OVER), STATUSES, SIDES):
        assert not moves(before, after, side)


def test_nobody_does_what_is_the_others_to_do() -> None:
    for before, after in product(STATUSES, STATUSES):
        assert not moves(before, "in-progress", "receiver")
        if after in {"accepted", "rejected", "completed"}:
            assert not moves(before, after, "sender")


def test_it_is_taken_over_only_where_it_was_handed_over() -> None:
    before = [one for one in STATUSES if moves(one, "completed", "receiver")]

    assert before == ["in-progress"]


def test_nothing_is_handed_over_to_who_did_not_say_that_he_can() -> None:
    before = {one for one in STATUSES if moves(one, "in-progress", "sender")}

    assert before == {"accepted", "on-hold", "in-progress"}


@given(st.lists(st.tuples(st.sampled_from(SIDES), st.sampled_from(STATUSES)), max_size=30))
def test_whatever_both_try_the_record_opens_by_the_sender_alone(
    tries: list[tuple[Side, str]],
) -> None:
    status, said_yes = "requested", False
    for side, wanted in tries:
        before = status
        if moves(status, wanted, side):
            status = wanted
        said_yes |= status in {"accepted", "on-hold"} and side == "receiver"
        if before != "in-progress" and status == "in-progress":
            assert side == "sender"
            assert said_yes


def test_from_wherever_it_stands_each_side_that_can_move_it_can_end_it() -> None:
    for before in sorted({*STATUSES} - OVER - {"draft", "ready"}):
        assert moves(before, "cancelled", "sender")
