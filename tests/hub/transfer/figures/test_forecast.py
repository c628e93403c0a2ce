"""What is expected is what such a day was before, and it says how far that was off."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from statistics import median_low

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.transfer.capacity.statement import CareAt
from hub.transfer.capacity.statement import Statement as Capacity
from hub.transfer.figures.facts import Statement, stated
from hub.transfer.figures.forecast import Outlook, Sight, by_day, outlook

FIRST, SIGHT = date(2026, 5, 4), Sight()
TODAY = FIRST + timedelta(days=181)
WEEK = [1, 2, 3, 4, 8, 9, 6]
DAYS = st.dictionaries(
    st.integers(0, 80).map(lambda n: FIRST + timedelta(days=n)), st.integers(0, 9), max_size=60
)


def weekly(noise: int, seed: int = 1) -> dict[date, int]:
    """Half a year in which the weekday says much: across the day of 25 hours."""
    dice = random.Random(seed)  # noqa: S311 -- it makes days, and no secrets
    days = (FIRST + timedelta(days=n) for n in range(182))
    return {day: max(0, WEEK[day.weekday()] + dice.randint(-noise, noise)) for day in days}


def test_a_week_that_repeats_itself_is_told_exactly() -> None:
    found = outlook(weekly(0), TODAY, SIGHT)

    assert [one.day for one in found.days] == [TODAY + timedelta(days=n) for n in range(1, 15)]
    assert [one.free for one in found.days] == [WEEK[one.day.weekday()] for one in found.days]
    assert all(one.low == one.high == one.free for one in found.days)
    assert found.error
    assert (found.error.mean, found.error.inside) == (0, 100)


def test_where_the_weekday_says_much_it_is_nearer_than_the_last_number() -> None:
    error = outlook(weekly(2), TODAY, SIGHT).error

    assert error
    assert error.mean * 2 < error.naive
    assert error.inside
    assert 70 <= error.inside <= 95, "an interval of 80 percent holds about so many"


def test_where_the_weekday_says_nothing_the_last_number_is_nearer_and_that_is_said() -> None:
    dice, free = random.Random(2), 40  # noqa: S311 -- it makes days, and no secrets
    walk = {}
    for n in range(182):
        free += dice.choice([-1, 0, 1, 1])
        walk[FIRST + timedelta(days=n)] = free

    error = outlook(walk, TODAY, SIGHT).error

    assert error
    assert error.naive < error.mean


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(10, 90))
def test_its_error_is_what_going_back_day_by_day_makes(known: dict[date, int], end: int) -> None:
    today = FIRST + timedelta(days=end)
    sight = Sight(weeks=3, least=3)

    found = outlook(known, today, sight)

    past = {day: free for day, free in known.items() if day <= today}
    tries = plain_errors(past)
    off, naive = ([abs(one[n]) for one in tries] for n in (2, 3))
    assert (found.error is None) == (not off)
    if found.error:
        assert found.error.tried == len(off)
        assert abs(float(found.error.mean) - sum(off) / len(off)) <= 0.00501
        assert abs(float(found.error.naive) - sum(naive) / len(naive)) <= 0.00501
    for one in found.days:
        assert one.free == plain(past, today, one.day)
        if one.low is not None and one.high is not None and one.free is not None:
            assert 0 <= one.low <= one.free <= one.high


def plain(known: Mapping[date, int], at: date, day: date) -> int | None:
    """The middle of the three last such weekdays until then."""
    such = [at - timedelta(days=n) for n in range(7) if (at - timedelta(days=n)).weekday()
            == day.weekday()]  # fmt: skip
    three = [such[0] - timedelta(days=7 * n) for n in range(3)]
    seen = [known[one] for one in three if one in known]
    return median_low(seen) if seen else None


def plain_errors(known: Mapping[date, int]) -> list[tuple[date, date, int, int]]:
    """Of everything that could have been said, how far it was off, and how far the last was."""
    tries = []
    for at in known:
        for day in known:
            if 1 <= (day - at).days <= 14:
                then = {one: free for one, free in known.items() if one <= at}
                said = plain(then, at, day)
                if said is not None:
                    tries.append((at, day, known[day] - said, known[day] - known[at]))
    return tries


def test_an_interval_is_tried_with_the_errors_that_were_known_then() -> None:
    known = {day: free for day, free in weekly(2).items() if (day - FIRST).days < 63}
    tries = plain_errors(known)
    known_then = [
        sum(1 for at, day, *_ in tries if day - at == then - when and day <= when)
        for when, then, *_ in tries
    ]

    error = outlook(known, TODAY, Sight(weeks=3, least=5)).error

    assert error
    assert error.with_interval == sum(number >= 5 for number in known_then)


def test_fewer_than_no_places_are_never_expected() -> None:
    lows = [one.low for one in outlook(weekly(2), TODAY, SIGHT).days]

    assert 0 in lows
    assert min(low for low in lows if low is not None) == 0


def test_an_interval_is_of_as_many_errors_as_the_setting_asks() -> None:
    known = {day: free for day, free in weekly(2).items() if (TODAY - day).days < 28}

    few, enough = (outlook(known, TODAY, Sight(least=n)).days[0] for n in (28, 5))

    assert (few.low, few.free) == (None, enough.free)
    assert enough.low is not None


def test_what_comes_later_changes_nothing() -> None:
    known = weekly(2)
    later = {TODAY + timedelta(days=n): 99 for n in range(1, 30)}

    assert outlook({**known, **later}, TODAY, SIGHT) == outlook(known, TODAY, SIGHT)


def test_of_what_was_never_said_nothing_is_expected() -> None:
    nothing = outlook({}, TODAY, SIGHT)
    assert nothing == Outlook(nothing.days, None)
    assert {one.free for one in nothing.days} == {None}

    little = outlook({TODAY: 0}, TODAY, SIGHT)
    assert [one.free for one in little.days].count(0) == 2, "zero is a number"
    assert {one.low for one in little.days} == {None}, "too little to say how far it is off"


def test_a_day_is_what_was_said_last_on_it_here_and_unknown_is_no_zero() -> None:
    late = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    said = [
        Statement("s", "grz", late, 3),
        Statement("s", "grz", late - timedelta(hours=1), 1),
        Statement("s", "grz", late + timedelta(hours=2), 2),
        Statement("s", "grz", late + timedelta(days=2), None),
        Statement("s", "grz", late + timedelta(days=2), 0),
        Statement("s", "grz", late, 5),
    ]

    assert by_day(said) == by_day(reversed(said)) == {date(2026, 10, 24): 1, date(2026, 10, 25): 2}


def test_what_the_capacity_board_was_told_can_be_forecast() -> None:
    of = CareAt("almere", "90010001", "Location/haven", "grz")
    at = datetime(2026, 10, 1, 9, tzinfo=UTC)
    said = Capacity(of, at, at, at + timedelta(hours=8), available=2)

    same = stated(said, "HealthcareService/haven")
    assert same == Statement("HealthcareService/haven", "grz", at, 2)
    assert by_day([same]) == {date(2026, 10, 1): 2}


def test_an_interval_that_holds_everything_is_none() -> None:
    with pytest.raises(ValueError, match="interval"):
        Sight(percent=100)
