"""Dates, times and dateTimes, compared as far as both are precise.

https://hl7.org/fhirpath/N1/#comparison
"""

import re
from datetime import UTC, datetime
from decimal import Decimal

_MOMENT = re.compile(
    r"(?:(\d{4})(?:-(\d\d)(?:-(\d\d))?)?)?(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d{1,12})?))?)?)?)?"
    r"(Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_TIME = re.compile(r"\d\d:\d\d:\d\d(?:\.\d{1,12})?", re.ASCII)
_SHORTEST, _LONGEST = len("2020-01"), len("2020-01-01T00:00:00.000000000000+00:00")
_Moment = tuple[tuple[int | Decimal, ...], str, bool]


def is_moment(text: str) -> bool:
    """Whether a string may be taken for a date of at least a month, a dateTime or a time."""
    return _SHORTEST <= len(text) <= _LONGEST and text[0] in "0123456789T" and bool(moment_of(text))


def moment_of(text: str) -> _Moment | None:
    """The parts of a date, dateTime or time (T first or not); None if it is none of them."""
    is_time = text.startswith("T") or _TIME.fullmatch(text) is not None
    match = _MOMENT.fullmatch(text if not is_time or text.startswith("T") else f"T{text}")
    if match is None or not text:
        return None
    *parts, second, zone = match.groups()
    numbers: list[int | Decimal] = [int(part) for part in parts if part is not None]
    if second is not None:
        numbers.append(Decimal(second))
    return tuple(numbers), zone or "", is_time


def compared(one: str, other: str) -> int | None:
    """-1, 0 or 1; None where one ends before they differ, or either is no moment."""
    first, second = moment_of(one), moment_of(other)
    if first is None or second is None or first[2] is not second[2]:
        return None
    left, right = first[0], second[0]
    if first[1] and second[1] and first[1] != second[1]:
        left, right = _at_utc(first), _at_utc(second)
    for a, b in zip(left, right, strict=False):
        if a != b:
            return -1 if a < b else 1
    return 0 if len(left) == len(right) else None


def _at_utc(moment: _Moment) -> tuple[int | Decimal, ...]:
    numbers, zone, _ = moment
    offset = "+00:00" if zone == "Z" else zone
    date = "-".join(f"{int(part):02}" for part in numbers[:3])
    hour, minute = (int(part) for part in (*numbers[3:5], 0, 0)[:2])
    try:
        at = datetime.fromisoformat(f"{date.zfill(10)}T{hour:02}:{minute:02}{offset}")
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return numbers
    return (utc.year, utc.month, utc.day, utc.hour, utc.minute, *numbers[5:])
