"""A day of birth that a source wrote as a moment, by whatever zone database it has.

The Netherlands had a time of its own until 1940, which newer databases no longer have: they give
that of Brussels. A midnight of the one is half past eleven, of the day before, in the other.
https://github.com/eggert/tz/blob/main/backzone
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from profiles.pzp.form.faults import answer_fault
from profiles.pzp.form.moment import Written

_QUESTION = "967"
_OWN_TIME_UNTIL = date(1940, 5, 17)
_OWN_TIME = tuple(timedelta(minutes=minutes, seconds=seconds)
                  for minutes, seconds in ((19, 32), (20, 0), (79, 32), (80, 0)))  # fmt: skip
_ZONES = (ZoneInfo("Europe/Amsterdam"), ZoneInfo("Europe/Brussels"))
_WINTER, _SUMMER = timedelta(hours=1), timedelta(hours=2)
_SUMMER_MONTHS = range(3, 11)


def birth_day(value: Written, known: str | None) -> str:
    """The day, or year or month, of birth; `known` is what the Patient says of it.

    Raises:
        UnclearAnswer: it may be either of two days, and is not known otherwise.
    """
    if not isinstance(value, datetime):
        return str(value)
    days = _days(value)
    if known in days:
        return known
    if len(days) > 1:
        text = (
            "is a moment near midnight, which is another day by another clock; write the day of "
            "birth without a time, or in the Patient too"
        )
        raise answer_fault("value", _QUESTION, text)
    return days[0]


def _days(moment: datetime) -> tuple[str, ...]:
    """The days that were meant by it; one where that is sure."""
    written = moment.date()
    if moment.time() == time():
        return (written.isoformat(),)
    try:
        here = [moment.astimezone(zone) for zone in _ZONES]
        midnight = next((one for one in _clocks(moment) if one.time() == time()), None)
    except OverflowError:
        # The first and last day of the calendar have no neighbour in another time zone.
        return (written.isoformat(),)
    if midnight is not None:
        return (midnight.date().isoformat(),)
    found = dict.fromkeys([*(one.date() for one in here), written])
    return tuple(day.isoformat() for day in found)


def _clocks(moment: datetime) -> list[datetime]:
    """What a Dutch clock said at that moment, by every database that a source may have."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    offsets = [_WINTER, *(moment.astimezone(zone).utcoffset() or timedelta() for zone in _ZONES)]
    if utc.date() < _OWN_TIME_UNTIL:
        offsets.extend(_OWN_TIME)
    if utc.month in _SUMMER_MONTHS:
        # Some know the rule of today alone, and have it for every year.
        offsets.append(_SUMMER)
    return [utc + offset for offset in offsets]
