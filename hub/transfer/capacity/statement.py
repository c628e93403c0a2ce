"""What a site says it has, of one kind of care, for a stated time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from profiles.identifiers import URA, InvalidIdentifier

HERE = ZoneInfo("Europe/Amsterdam")
_FIRST_YEAR, _LAST_YEAR = 2000, 2200
AHEAD = timedelta(minutes=5)
"""So much may a clock elsewhere differ from ours."""
DAYS = 7
"""For so many days a site can say beforehand what it will have free."""
Count = int | None
"""None is what is not known, which is no zero."""
Unit = Literal["beds", "clients", "hours/week"]
By = Literal["person", "system"]
Confidence = Literal["counted", "estimated"]
_POSTCODE_4 = re.compile(r"[1-9][0-9]{3}", re.ASCII)
_SITE = re.compile(r"Location/[A-Za-z0-9][A-Za-z0-9.-]{0,63}", re.ASCII)


class InvalidStatement(ValueError):
    """No site can have said this; `place` is what of it, and the message repeats no value."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(why)
        self.place = place


@dataclass(frozen=True, slots=True)
class CareAt:
    """One kind of care at one site of a provider, who is known by his URA; at home per district.

    The region is no part of what it is: seen from two regions, it is still the same places.

    Raises:
        InvalidStatement: no site, no URA, or a district that is no postcode of four digits.
    """

    region: str = field(compare=False)
    provider: str
    site: str
    care_type: str
    unit: Unit = "beds"
    district: str | None = None

    def __post_init__(self) -> None:
        if not _SITE.fullmatch(self.site):
            raise InvalidStatement("site", "a site is a Location of the directory")
        try:
            URA(self.provider)
        except InvalidIdentifier as unlike:
            raise InvalidStatement("provider", str(unlike)) from None
        if self.district is not None:
            self._check_district(self.district)

    def _check_district(self, district: str) -> None:
        if not _POSTCODE_4.fullmatch(district):
            raise InvalidStatement("district", "a district is a postcode of four digits")
        if self.unit == "beds":
            raise InvalidStatement("district", "beds stand at the site, not in a district")


@dataclass(frozen=True, slots=True)
class Statement:
    """`available` is what one can be sent to now, with the people to give the care.

    `expected` is what will be free on each of the days behind `said_at`. `limits` are codes of
    what the free places can't take; None is that nothing was said of it. `entered_by` is the URA
    of the transfer point, where it wrote down what the provider said by phone.

    Raises:
        InvalidStatement: a count below zero, a moment without a zone, a window that is none.
    """

    of: CareAt
    said_at: datetime
    start: datetime
    end: datetime
    staffed: Count = None
    occupied: Count = None
    reserved: Count = None
    available: Count = None
    expected: tuple[Count, ...] = (None,) * DAYS
    limits: frozenset[str] | None = None
    by: By = "person"
    confidence: Confidence | None = None
    entered_by: str | None = None

    def __post_init__(self) -> None:
        for name in ("said_at", "start", "end"):
            moment: datetime = getattr(self, name)
            if moment.tzinfo is None or not _FIRST_YEAR <= moment.year < _LAST_YEAR:
                raise InvalidStatement(name, "a moment has a zone, and is of our days")
        if self.end <= self.start:
            raise InvalidStatement("end", "a window ends behind its start")
        if len(self.expected) != DAYS:
            raise InvalidStatement("expected", "seven days are told of, known or not")
        for name in ("staffed", "occupied", "reserved", "available"):
            _check_count(name, getattr(self, name))
        for number, count in enumerate(self.expected, 1):
            _check_count(f"expected-{number}", count)

    def is_ahead_of(self, now: datetime) -> bool:
        """Whether it was said at a moment that is still to come."""
        return self.said_at > now + AHEAD

    def expected_on(self, day: date) -> Count:
        """What will be free that day; None where it was not told."""
        number = (day - self.said_at.astimezone(HERE).date()).days
        return self.expected[number - 1] if 1 <= number <= DAYS else None

    @property
    def oddities(self) -> tuple[str, ...]:
        """What does not add up, which is told to who said it and changes nothing."""
        staffed, occupied = self.staffed, self.occupied
        odd = []
        if staffed is not None and self.available is not None and self.available > staffed:
            odd.append("available-above-staffed")
        if staffed is not None and occupied is not None and self.available is not None:
            taken = occupied + (self.reserved or 0)
            if self.available <= staffed and self.available > max(0, staffed - taken):
                odd.append("available-above-what-is-left")
        if staffed is not None and occupied is not None and occupied > staffed:
            odd.append("occupied-above-staffed")
        return tuple(odd)


def _check_count(name: str, count: Count) -> None:
    if count is not None and count < 0:
        raise InvalidStatement(name, "a count is zero or more; what is not known stays empty")


def in_force(statements: list[Statement], now: datetime) -> Statement | None:
    """What a site last said of this moment; where its window has ended, what it last said at all.

    What is said later takes back what was said before, unless it was of a time that had ended
    when that begins. Of the rest a window that runs, the one that began last, the later said, the
    one that promises less: the order in which they came is nothing.
    """

    def rank(said: Statement) -> tuple[bool, datetime, datetime, int, str]:
        promised = -1 if said.available is None else said.available
        return said.end > now, said.start, said.said_at, -promised, repr(said)

    begun = [one for one in statements if one.said_at <= now and one.start <= now]
    return max(_not_taken_back(begun), key=rank, default=None)


def _not_taken_back(statements: list[Statement]) -> Iterator[Statement]:
    reach: datetime | None = None
    latest_first = sorted(statements, key=lambda one: one.said_at, reverse=True)
    for _, at_once in groupby(latest_first, key=lambda one: one.said_at):
        said = list(at_once)
        yield from (one for one in said if reach is None or reach <= one.start)
        ends = [one.end for one in said]
        reach = max(ends if reach is None else [reach, *ends])


def days_behind(now: datetime) -> list[date]:
    """The seven days behind this one, as they are counted here."""
    today = now.astimezone(HERE).date()
    return [today + timedelta(days=number) for number in range(1, DAYS + 1)]
