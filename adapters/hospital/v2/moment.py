"""Moments of HL7 v2 as FHIR has them: with the precision they came in, in the zone they mean.

https://www.hl7.eu/HL7v2x/v29/std29/ch02a.html#Heading62
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from adapters.hospital.v2.refusal import DATA_TYPE, Refusal

_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:(?P<month>\d\d)(?:(?P<day>\d\d)(?:(?P<hour>\d\d)(?:(?P<minute>\d\d)"
    r"(?:(?P<second>\d\d)(?P<fraction>\.\d{1,6})?)?)?)?)?)?(?P<offset>[+-]\d{4})?",
    re.ASCII,
)
_NO_MOMENT = "this is no moment that there is; write YYYYMMDDHHMMSS, with an offset from UTC"


@dataclass(frozen=True, slots=True)
class Moment:
    """`fhir` as a dateTime; `order` sorts as the moments do, a vaguer one before."""

    fhir: str
    order: str

    @property
    def day(self) -> str:
        """The date alone, as far as it is known."""
        return self.fhir[:10]


@dataclass(frozen=True, slots=True)
class Zone:
    """What a moment without an offset is read in; `tell` hears of what can be read in two ways."""

    zone: ZoneInfo
    offset: str
    tell: Callable[[str], None]

    def read(self, text: str, place: str) -> Moment | None:
        """None where nothing is said. Raises Refusal."""
        if not text:
            return None
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise Refusal(DATA_TYPE, place, _NO_MOMENT)
        try:
            return self._of(found)
        except (ValueError, OverflowError):  # before the year 1, or after 9999, in UTC
            raise Refusal(DATA_TYPE, place, _NO_MOMENT) from None

    def _of(self, found: re.Match[str]) -> Moment:
        year, month, day, hour = (found[part] for part in ("year", "month", "day", "hour"))
        if hour is None:
            date(int(year), int(month or 1), int(day or 1))
            written = "-".join(part for part in (year, month, day) if part)
            return Moment(written, f"{year}{month or '00'}{day or '00'}")
        local = (int(year), int(month), int(day), int(hour), *_clock(found))
        aware = self._aware(local, found["offset"] or self.offset)
        if found["minute"] is None:
            self.tell("a moment tells its hour alone, and is kept as its day")
            return Moment(aware.date().isoformat(), _order(aware))
        shown = aware.isoformat(timespec="seconds")
        fraction = found["fraction"] or ""
        written = f"{shown[:19]}{fraction}{shown[19:]}"
        return Moment(written, _order(aware) + fraction)

    def _aware(self, local: tuple[int, int, int, int, int, int], offset: str) -> datetime:
        """Raises ValueError: an hour that the clocks skipped, or an offset that is none."""
        if offset:
            ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
            if ahead > timedelta(hours=14) or int(offset[3:5]) > 59:  # noqa: PLR2004 - of a clock
                raise ValueError
            return datetime(*local, tzinfo=timezone(-ahead if offset[0] == "-" else ahead))
        aware = datetime(*local, tzinfo=self.zone)
        # What the clocks skipped comes back as another hour.
        if aware.astimezone(UTC).astimezone(self.zone).timetuple()[:6] != local:
            raise ValueError
        if aware.utcoffset() != aware.replace(fold=1).utcoffset():
            self.tell("a moment is in the hour that came twice, and is read as the first of both")
        return aware


def _clock(found: re.Match[str]) -> tuple[int, int]:
    return int(found["minute"] or 0), int(found["second"] or 0)


def _order(aware: datetime) -> str:
    moment = aware.astimezone(UTC)
    return f"{moment.year:04}{moment:%m%d%H%M%S}"


def date_of(text: str, place: str) -> str:
    """A day, month or year without a zone, never shifted; `00` is not known. Raises Refusal."""
    found = re.match(r"(\d{4})(\d\d)?(\d\d)?(?:\d{2,6}(?:\.\d+)?(?:[+-]\d{4})?)?\Z", text, re.ASCII)
    if found is None:
        raise Refusal(DATA_TYPE, place, "this is no date; write YYYYMMDD")
    year, month, day = (found[1], found[2] or "00", found[3] or "00")
    try:
        date(int(year), int(month) or 1, int(day) or 1)
    except ValueError:
        raise Refusal(DATA_TYPE, place, "there is no such date") from None
    if month == "00":
        if day != "00":
            raise Refusal(DATA_TYPE, place, "a date with a day has a month")
        return year
    return f"{year}-{month}" if day == "00" else f"{year}-{month}-{day}"
