"""Dates that tell no more than they must. https://hl7.org/fhir/R4/datatypes.html#dateTime."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hub.transfer.open.setting import Grain, Setting

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(T[0-9:.+Z-]+)?)?)?")
_HERE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Day:
    """A date that may lack its day, or its month: `exact` is how many of the three are said."""

    first: date
    exact: int


def read_day(written: Any) -> Day | None:
    """The day of a FHIR date or dateTime, as it is here; nothing where it is none."""
    match = _WRITTEN.fullmatch(written) if type(written) is str else None
    if not match:
        return None
    year, month, day, time = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        if time:
            moment = datetime.fromisoformat(written)
            first = (moment.astimezone(_HERE) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None
    return Day(first, 1 + (month is not None) + (day is not None))


def coarse(day: Day, grain: Grain) -> str:
    """As FHIR writes it: a week by its Monday; what was less exact stays so."""
    if day.exact < 3:  # noqa: PLR2004 - year, month and day
        return day.first.isoformat()[: 4 if day.exact == 1 else 7]
    return _BY_GRAIN[grain](day.first)


def coarse_end(day: Day, grain: Grain) -> str:
    """The end of a period, never earlier than it was: a week by its Sunday."""
    is_week = grain == "week" and day.exact == 3  # noqa: PLR2004 - year, month and day
    return (_monday(day.first) + timedelta(days=6)).isoformat() if is_week else coarse(day, grain)


def clinical(day: Day, setting: Setting, today: date, last_birth: int) -> str | None:
    """When something began; nothing where it is long ago, or near a birth that is told by years."""
    if day.first >= today - timedelta(days=setting.old_after_days):
        return coarse(day, setting.clinical)
    is_of_a_child = day.first.year < last_birth + 18
    return None if setting.old == "left-out" or is_of_a_child else f"{day.first.year:04}"


def _monday(day: date) -> date:
    return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))


_BY_GRAIN: dict[Grain, Callable[[date], str]] = {
    "day": date.isoformat,
    "week": lambda day: _monday(day).isoformat(),
    "month": lambda day: day.isoformat()[:7],
}
