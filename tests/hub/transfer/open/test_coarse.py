"""A date tells no more than its setting lets it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.open.coarse import Day, clinical, coarse, coarse_end, read_day
from hub.transfer.open.setting import Grain
from tests.hub.transfer.open.material import SETTING, TODAY

NIGHT = "2026-11-22T23:30:00Z"
DATES = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-22", Day(date(2026, 11, 22), 3)),
        ("2026-11", Day(date(2026, 11, 1), 2)),
        ("2026", Day(date(2026, 1, 1), 1)),
        ("2026-11-22T09:10:00+01:00", Day(date(2026, 11, 22), 3)),
        ("2026-11-22T09:10:00", Day(date(2026, 11, 22), 3)),
        (NIGHT, Day(date(2026, 11, 23), 3)),
    ],
)
def test_a_date_is_the_day_that_it_was_here(written: str, day: Day) -> None:
    assert read_day(written) == day


@pytest.mark.parametrize(
    "written",
    ["", "gisteren", "2026-13", "2026-02-30", "26-11-22", "2026-11-22 ", "2026-11-22T25:00:00Z",
     "2026-11-22TCornelis", "٢٠٢٦", "0000", "9999-12-31T23:59:59-12:00", None, 2026, ["2026"]],
)  # fmt: skip
def test_what_is_no_date_is_none(written: object) -> None:
    assert read_day(written) is None


@pytest.mark.parametrize(
    ("grain", "told", "end"),
    [("day", "2026-11-22", "2026-11-22"), ("week", "2026-11-16", "2026-11-22"),
     ("month", "2026-11", "2026-11")],
)  # fmt: skip
def test_each_grain_tells_its_own(grain: Grain, told: str, end: str) -> None:
    day = Day(date(2026, 11, 22), 3)

    assert (coarse(day, grain), coarse_end(day, grain)) == (told, end)


def test_what_was_said_less_exactly_stays_so() -> None:
    assert coarse(Day(date(2026, 11, 1), 2), "day") == "2026-11"
    assert coarse_end(Day(date(2026, 1, 1), 1), "week") == "2026"


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the bounds are naive by its rule
def test_days_of_a_week_and_its_times_cannot_be_told_apart(moment: datetime) -> None:
    day = read_day(moment.isoformat())
    assert day

    week = coarse(day, "week")

    monday = date.fromisoformat(week)
    assert monday.weekday() == 0
    assert monday <= day.first < monday + timedelta(days=7)


@given(DATES, st.sampled_from(["year", "left-out"]), st.integers(1900, 2026))
def test_what_is_old_is_told_by_its_year_at_most_and_never_near_a_birth(
    day: date, old: str, last_birth: int
) -> None:
    setting = replace(SETTING, old=old)
    told = clinical(Day(day, 3), setting, TODAY, last_birth)

    if day >= TODAY - timedelta(days=365):
        assert told == day.isoformat()[:7]
    elif old == "left-out" or day.year < last_birth + 18:
        assert told is None
    else:
        assert told == day.isoformat()[:4]
