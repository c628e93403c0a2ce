"""Which stretch of time a FHIR date covers: half open, in UTC."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)

_SHAPE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?"
)
_MICROSECONDS = 6
_DECEMBER = 12
_LONGEST_MINUTE = 60
_WIDEST_OFFSET = timedelta(hours=14)


def _about(lo: datetime, hi: datetime, low: datetime, high: datetime) -> bool:
    """A tenth of how long ago it was, or is ahead, on either side."""
    now = datetime.now(UTC)
    tenth = max(now - high, low - now, timedelta()) / 10
    return lo < _shift(high, tenth) and hi > _shift(low, -tenth)


# Half-open spans [lo, hi) that a resource shows against the asked [low, high).
COMPARED: Mapping[str, Callable[[datetime, datetime, datetime, datetime], bool]] = {
    "eq": lambda lo, hi, low, high: lo >= low and hi <= high,
    "ne": lambda lo, hi, low, high: not (lo >= low and hi <= high),
    "gt": lambda _lo, hi, _low, high: hi > high,
    "lt": lambda lo, _hi, low, _high: lo < low,
    "ge": lambda lo, hi, low, high: hi > high or (lo >= low and hi <= high),
    "le": lambda lo, hi, low, high: lo < low or (lo >= low and hi <= high),
    "sa": lambda lo, _hi, _low, high: lo >= high,
    "eb": lambda _lo, hi, low, _high: hi <= low,
    "ap": _about,
}
"""By prefix. https://hl7.org/fhir/R4/search.html#prefix."""


@lru_cache(maxsize=4096)
def span(text: str) -> tuple[datetime, datetime]:
    """The span [low, high) in UTC that a date, dateTime or instant covers at its precision.

    What names no offset is Dutch local time. Raises ValueError, without the text, where it is
    no such date. https://hl7.org/fhir/R4/search.html#date
    """
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError("not a FHIR date, dateTime or instant")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    if hour is None:
        low, high = _days(int(year), _number(month), _number(day))
    else:
        start = _utc(datetime(int(year), int(month), int(day), int(hour), int(minute)), offset)  # noqa: DTZ001 - _utc gives it its zone
        low, high = _clock(start, second, fraction)
    if low >= high:
        raise ValueError("beyond the end of the calendar")
    return low, high


def _days(year: int, month: int | None, day: int | None) -> tuple[datetime, datetime]:
    first = datetime(year, 1 if month is None else month, 1 if day is None else day)  # noqa: DTZ001 - _utc gives it its zone
    after: datetime | None
    if day is not None:
        after = first + timedelta(days=1) if first.date() < date.max else None
    elif month is not None and month < _DECEMBER:
        after = first.replace(month=month + 1)
    else:
        after = first.replace(year=year + 1, month=1) if year < LATEST.year else None
    return _utc(first, None), LATEST if after is None else _utc(after, None)


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _clock(minute: datetime, second: str | None, fraction: str | None) -> tuple[datetime, datetime]:
    if second is None:
        return minute, _shift(minute, timedelta(minutes=1))
    if int(second) > _LONGEST_MINUTE:
        raise ValueError("a minute has at most a leap second more than sixty")
    digits = (fraction or "")[:_MICROSECONDS]
    past = timedelta(seconds=int(second), microseconds=int(digits.ljust(_MICROSECONDS, "0")))
    low = _shift(minute, past)
    return low, _shift(low, timedelta(microseconds=10 ** (_MICROSECONDS - len(digits))))


def _utc(naive: datetime, offset: str | None) -> datetime:
    moment = naive.replace(tzinfo=UTC)
    if offset == "Z":
        return moment
    if offset is None:
        return _shift(moment, -(naive.replace(tzinfo=_amsterdam()).utcoffset() or timedelta()))
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:]))
    if ahead > _WIDEST_OFFSET or int(offset[4:]) >= _LONGEST_MINUTE:
        raise ValueError("no such offset from UTC")
    return _shift(moment, ahead if offset[0] == "-" else -ahead)


def _shift(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return LATEST if by > timedelta() else EARLIEST


@cache
def _amsterdam() -> ZoneInfo:
    return ZoneInfo("Europe/Amsterdam")
