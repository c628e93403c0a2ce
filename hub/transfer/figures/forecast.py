"""How many places a site will have free, two weeks ahead: as on the same weekday before.

The expected number is the median of the same weekday in the weeks before; its interval is of the
errors that this made at the same distance in the past. Beside its error stands that of saying that
it stays as it was last.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median_low

from hub.transfer.figures.clock import day_of
from hub.transfer.figures.facts import Statement, lateness
from hub.transfer.figures.figure import rounded
from hub.transfer.figures.percentile import percentile

Known = Mapping[date, int]
"""Of each day what was said; a day that is not there is not known, which is no zero."""
_DAY = timedelta(days=1)
_WEEK, _ALL = 7, 100


@dataclass(frozen=True, slots=True)
class Sight:
    """How far ahead, from how many weeks back; an interval of so many percent, of so many errors.

    Raises:
        ValueError: an interval that holds nothing or everything.
    """

    days: int = 14
    weeks: int = 6
    percent: int = 80
    least: int = 20

    def __post_init__(self) -> None:
        if not 0 < self.percent < _ALL or min(self.days, self.weeks, self.least) < 1:
            raise ValueError("an interval holds more than nothing and less than everything")


@dataclass(frozen=True, slots=True)
class Expected:
    """None is what can't be said: never seen, or not often enough to say how far it may be off."""

    day: date
    free: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Error:
    """The mean of how far it was off, in places; `naive` of who says that it stays as it was.

    `inside` is in how many percent of `tried` a number was within its interval, which was made of
    what was known then.
    """

    tried: int
    mean: Decimal
    naive: Decimal
    with_interval: int
    inside: Decimal | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """`error` is None where nothing could be tried."""

    days: tuple[Expected, ...]
    error: Error | None


def by_day(statements: Iterable[Statement]) -> Known:
    """What one site said last of one kind of care on each day here."""
    last = {day_of(one.at): one.available for one in sorted(statements, key=lateness)}
    return {day: free for day, free in last.items() if free is not None}


def outlook(known: Known, today: date, sight: Sight) -> Outlook:
    """Of the days behind today, by what was known then and no later."""
    until = {day: free for day, free in known.items() if day <= today}
    tried = list(_tries(until, sight))
    errors: dict[int, list[int]] = defaultdict(list)
    for one in tried:
        insort(errors[one.ahead], one.off)
    days = (
        _expected(until, today, ahead, errors[ahead], sight)
        for ahead in range(1, sight.days + 1)
    )  # fmt: skip
    return Outlook(tuple(days), _error(tried, sight) if tried else None)


@dataclass(frozen=True, slots=True)
class _Try:
    """What would have been said on a day in the past of one that came `ahead` days later."""

    at: date
    ahead: int
    off: int
    naive_off: int
    said: int
    came: int


def _as_before(known: Known, at: date, day: date, weeks: int) -> int | None:
    """The median of this weekday in the last weeks until then."""
    back = -(-(day - at).days // _WEEK)
    before = (day - timedelta(weeks=back + n) for n in range(weeks))
    seen = [known[one] for one in before if one in known]
    return median_low(seen) if seen else None


def _tries(known: Known, sight: Sight) -> Iterator[_Try]:
    for at in sorted(known):
        for ahead in range(1, sight.days + 1):
            day = at + ahead * _DAY
            said = _as_before(known, at, day, sight.weeks)
            if day in known and said is not None:
                off, naive_off = known[day] - said, known[day] - known[at]
                yield _Try(at, ahead, off, naive_off, said, known[day])


def _expected(
    known: Known, today: date, ahead: int, errors: list[int], sight: Sight
) -> Expected:  # fmt: skip
    day = today + ahead * _DAY
    free = _as_before(known, today, day, sight.weeks)
    if free is None:
        return Expected(day, None, None, None)
    low, high = _interval(free, errors, sight) or (None, None)
    return Expected(day, free, low, high)


def _interval(free: int, errors: list[int], sight: Sight) -> tuple[int, int] | None:
    if len(errors) < sight.least:
        return None
    outside = 100 - sight.percent
    low, high = percentile(errors, outside // 2), percentile(errors, 100 - outside // 2)
    # What is expected is within, and fewer than no places there are not.
    return max(0, free + min(low, 0)), free + max(high, 0)


def _error(tried: list[_Try], sight: Sight) -> Error:
    hits = list(_hits(tried, sight))
    return Error(
        len(tried),
        rounded(sum(abs(one.off) for one in tried), len(tried)),
        rounded(sum(abs(one.naive_off) for one in tried), len(tried)),
        len(hits),
        rounded(100 * sum(hits), len(hits)) if hits else None,
    )


def _hits(tried: list[_Try], sight: Sight) -> Iterator[bool]:
    """Whether each was within the interval of the errors that were known on its day."""
    by_ahead: dict[int, list[_Try]] = defaultdict(list)
    for one in tried:
        by_ahead[one.ahead].append(one)
    for ahead, same in by_ahead.items():
        errors, waiting = list[int](), iter(same)
        pending = next(waiting)
        for one in same:
            while pending.at + ahead * _DAY <= one.at:
                insort(errors, pending.off)
                pending = next(waiting)
            if (interval := _interval(one.said, errors, sight)) is not None:
                low, high = interval
                yield low <= one.came <= high
