"""Moments on the calendar of Europe/Amsterdam: nights, shifts, weeks, hours of an office."""

from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from hub.transfer.figures.terms import Hours

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Shift = Literal["day", "evening", "night", "weekend"]
_SATURDAY = 5


def day_of(moment: datetime) -> date:
    """The day on which it was."""
    return moment.astimezone(AMSTERDAM).date()


def week_of(moment: datetime) -> str:
    """The week in which it was. https://www.iso.org/iso-8601-date-and-time-format.html."""
    year, week, _ = day_of(moment).isocalendar()
    return f"{year}-W{week:02}"


def nights(since: date, until: date) -> int:
    """Between two days, however long each of them was."""
    return (until - since).days


def is_workday(day: date, holidays: AbstractSet[date]) -> bool:
    """Whether offices are open."""
    return day.weekday() < _SATURDAY and day not in holidays


def shift_of(moment: datetime, hours: Hours, holidays: AbstractSet[date]) -> Shift:
    """In which part of the week it was; a public holiday is as a weekend."""
    here = moment.astimezone(AMSTERDAM)
    if not is_workday(here.date(), holidays):
        return "weekend"
    clock = here.time()
    if hours.day_from <= clock < hours.evening_from:
        return "day"
    return "evening" if hours.evening_from <= clock < hours.night_from else "night"


def office_time(
    since: datetime, until: datetime, hours: Hours, holidays: AbstractSet[date]
) -> timedelta:
    """How long of this an office was open."""
    total, day = timedelta(), day_of(since)
    while day <= day_of(until):
        if is_workday(day, holidays):
            opens = max(_instant(day, hours.opens), since)
            total += max(min(_instant(day, hours.closes), until) - opens, timedelta())
        day += timedelta(days=1)
    return total


def _instant(day: date, clock: time) -> datetime:
    # In UTC: two moments of one zone would be subtracted by the hands of its clock.
    return datetime.combine(day, clock, AMSTERDAM).astimezone(UTC)
