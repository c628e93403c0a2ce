"""Dates, times and dateTimes, compared as far as both are precise.

https://hl7.org/fhirpath/N1/#comparison
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

_MOMENT = re.compile(
    r"(?:(\d{4})(?:-(\d\d)(?:-(\d\d))?)?)?(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d{1,12})?))?)?)?)?"
    r"(Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_TIME = re.compile(r"\d\d:\d\d:\d\d(?:\.\d{1,12})?", re.ASCII)
_SHORTEST, _LONGEST = len("2020-01"), len("2020-01-01T00:00:00.000000000000+00:00")
_HOUR = 3  # the index of it in the numbers of a date
_LEAST, _MOST = (1, 1, 1, 0, 0, 0), (9999, 12, 31, 24, 59, 60)
Numbers = tuple[int | Decimal, ...]
_Moment = tuple[Numbers, str, bool]


@dataclass(frozen=True, slots=True)
class Moment:
    """A value of the type Date, DateTime or Time; `numbers` go as far as it is precise."""

    kind: str
    numbers: Numbers
    zone: str = ""
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.text


def read_moment(text: str, kind: str = "") -> Moment | None:
    """What a string says, T first for a time or not; None if it is no such moment.

    Without a kind, what has no T and no clock is a Date.
    """
    found = moment_of(text)
    if found is None or not _exists(found):
        return None
    numbers, zone, is_time = found
    if not kind:
        kind = "Time" if is_time else "DateTime" if "T" in text else "Date"
    if (kind == "Time") is not is_time or (kind == "Date" and ("T" in text or zone)):
        return None
    return Moment(kind, numbers, zone, text.removeprefix("T") if is_time else text)


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


def compared(one: str | Moment, other: str | Moment) -> int | None:
    """-1, 0 or 1; None where one ends before they differ, or either is no moment.

    A time of day without a zone may be that of any zone, where the other has one.
    """
    first, second = _parts(one), _parts(other)
    if first is None or second is None or first[2] is not second[2]:
        return None
    if bool(first[1]) is not bool(second[1]) and min(len(first[0]), len(second[0])) > _HOUR:
        return _anywhere(first, second)
    left, right = first[0], second[0]
    if first[1] and second[1] and first[1] != second[1]:
        left, right = _at_utc(first), _at_utc(second)
    return _in_order(left, right)


def key_of_moment(moment: Moment) -> tuple[Numbers, bool]:
    """What two moments share that are the same."""
    parts = (moment.numbers, moment.zone, moment.kind == "Time")
    return (_at_utc(parts) if moment.zone else moment.numbers), parts[2]


def _parts(moment: str | Moment) -> _Moment | None:
    if isinstance(moment, Moment):
        return moment.numbers, moment.zone, moment.kind == "Time"
    return moment_of(moment)


def _in_order(left: Numbers, right: Numbers) -> int | None:
    for a, b in zip(left, right, strict=False):
        if a != b:
            return -1 if a < b else 1
    return 0 if len(left) == len(right) else None


def _anywhere(first: _Moment, second: _Moment) -> int | None:
    answers = {
        _in_order(_moved(first, zone), _moved(second, zone)) for zone in ("+14:00", "-12:00")
    }
    return answers.pop() if len(answers) == 1 else None


def _moved(moment: _Moment, zone: str) -> Numbers:
    numbers, own, is_time = moment
    return _at_utc((numbers, own or zone, is_time))


def _at_utc(moment: _Moment) -> Numbers:
    numbers, zone, _ = moment
    offset = "+00:00" if zone == "Z" else zone
    day = "-".join(f"{int(part):02}" for part in numbers[:3])
    hour, minute = (int(part) for part in (*numbers[3:5], 0, 0)[:2])
    try:
        at = datetime.fromisoformat(f"{day.zfill(10)}T{hour:02}:{minute:02}{offset}")
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return numbers
    return (utc.year, utc.month, utc.day, utc.hour, utc.minute, *numbers[5:])[: len(numbers)]


def _exists(moment: _Moment) -> bool:
    numbers, _, is_time = moment
    if not numbers:
        return False
    least, most = (_LEAST[_HOUR:], _MOST[_HOUR:]) if is_time else (_LEAST, _MOST)
    if any(not low <= one <= high for one, low, high in zip(numbers, least, most, strict=False)):
        return False
    if is_time or len(numbers) < _HOUR:
        return True
    try:
        date(int(numbers[0]), int(numbers[1]), int(numbers[2]))
    except ValueError:
        return False
    return True
