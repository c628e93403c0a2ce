"""What a region settles about its figures: hours, ages and targets, of which none stands here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Hours:
    """The day, the evening and the night of a weekday, and when an office is open on it."""

    day_from: time
    evening_from: time
    night_from: time
    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Raises ValueError where a part of the day would begin before the one that it follows."""
        if not self.day_from < self.evening_from < self.night_from or self.closes <= self.opens:
            raise ValueError("a day begins before its evening, that before the night")


@dataclass(frozen=True, slots=True)
class Terms:
    """`smallest` is the number under which no cell is shown outside the transfer point.

    `at_home` are the kinds of place, by their codes, that are a home and no stay; a capacity
    statement is fresh for `fresh_for`; a case is old behind `old_after`; `targets` are by figure
    and score, each at most that, of those in `at_least` at least.
    """

    hours: Hours
    at_home: frozenset[str]
    fresh_for: timedelta
    old_after: timedelta
    smallest: int = 10
    targets: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    at_least: frozenset[tuple[str, str]] = frozenset()

    def is_met(self, code: str, name: str, score: Decimal) -> bool | None:
        """Whether this score of a figure is as the region wants it; None where it said nothing."""
        target = self.targets.get((code, name))
        if target is None:
            return None
        return score >= target if (code, name) in self.at_least else score <= target


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Europe/Amsterdam, the last of which belongs to it."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @classmethod
    def month(cls, year: int, number: int) -> "Period":
        """A month of the calendar."""
        after = date(year + number // 12, number % 12 + 1, 1)
        return cls(date(year, number, 1), after - timedelta(days=1))
