"""Nights and office hours are counted on the calendar here, whatever the clock does."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.figures.clock import day_of, nights, office_time, shift_of, week_of
from hub.transfer.figures.terms import Hours, Period
from tests.hub.transfer.figures.plain import counted_office_time, part_of_week
from tests.hub.transfer.figures.simulated import HOLIDAYS, HOURS

MOMENTS = st.integers(0, 60 * 288).map(
    lambda n: datetime(2026, 9, 28, tzinfo=UTC) + n * timedelta(minutes=5)
)


def test_the_day_of_25_hours_is_one_night() -> None:
    before = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # 00:30 on Sunday the 25th, summer time
    after = datetime(2026, 10, 25, 22, 30, tzinfo=UTC)  # 23:30 on the same Sunday, winter time

    assert (day_of(before), day_of(after)) == (date(2026, 10, 25), date(2026, 10, 25))
    assert nights(day_of(before), day_of(after)) == 0
    assert nights(day_of(before), day_of(after + timedelta(minutes=30))) == 1


def test_an_hour_before_midnight_here_is_the_day_here() -> None:
    assert day_of(datetime(2026, 10, 1, 22, 30, tzinfo=UTC)) == date(2026, 10, 2)
    assert day_of(datetime(2026, 11, 1, 22, 30, tzinfo=UTC)) == date(2026, 11, 1)


def test_a_week_is_of_its_iso_year() -> None:
    assert week_of(datetime(2027, 1, 1, 12, tzinfo=UTC)) == "2026-W53"


def test_a_public_holiday_is_a_weekend_and_no_office_is_open_on_it() -> None:
    noon = datetime(2026, 10, 14, 10, tzinfo=UTC)

    assert shift_of(noon, HOURS, HOLIDAYS) == "weekend"
    assert shift_of(noon, HOURS, frozenset()) == "day"
    assert office_time(noon, noon + timedelta(hours=1), HOURS, HOLIDAYS) == timedelta()


@given(MOMENTS, st.integers(0, 900))
def test_office_time_is_what_counting_it_makes(since: datetime, times: int) -> None:
    until = since + times * timedelta(minutes=5)

    open_for = office_time(since, until, HOURS, HOLIDAYS).total_seconds()

    assert open_for == counted_office_time(since, until, HOURS, HOLIDAYS)
    assert shift_of(since, HOURS, HOLIDAYS) == part_of_week(since, HOURS, HOLIDAYS)


def test_hours_of_which_the_evening_comes_before_the_day_are_none() -> None:
    with pytest.raises(ValueError, match="evening"):
        Hours(time(18), time(8), time(23), time(8), time(17))


def test_a_month_ends_with_its_last_day() -> None:
    assert Period.month(2026, 12) == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert date(2026, 2, 28) in Period.month(2026, 2)
    assert date(2026, 3, 1) not in Period.month(2026, 2)
