"""Where the bars and lines of a plot stand; a template draws them, in colours of the page.

Beneath each plot stands a table of the same, so that a plot is for the eye alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH = 360
_LINES = 120
Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a row; `tone` is how it is filled, of 1 to 6."""

    x: float
    width: float
    tone: int


@dataclass(frozen=True, slots=True)
class Row:
    """`label` and `said` stand above its bars; `mark` is where its target is."""

    label: str
    said: str
    bars: tuple[Bar, ...]
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """Rows of bars, all by one measure; `keys` tell what each tone is."""

    rows: tuple[Row, ...]
    keys: tuple[str, ...] = ()
    width: int = WIDTH

    @property
    def has_marks(self) -> bool:
        """Whether a target stands in it."""
        return any(row.mark is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a row is drawn of: numbers of which None is not told, and so not drawn."""

    label: str
    said: str
    values: Sequence[Number | None]
    target: Number | None = None


def over_each_other(rows: Sequence[Drawn], keys: tuple[str, ...]) -> Plot | None:
    """Each number from nought, the first in front; None where there is nothing to draw."""
    most = _most([value for row in rows for value in (*row.values, row.target)])
    if most is None:
        return None

    def bars(row: Drawn) -> tuple[Bar, ...]:
        told = [(n, one) for n, one in enumerate(row.values, 1) if one is not None]
        return tuple(Bar(0, _wide(one, most), tone) for tone, one in reversed(told))

    return Plot(
        tuple(Row(one.label, one.said, bars(one), _mark(one.target, most)) for one in rows),
        keys,
    )


def behind_each_other(rows: Sequence[Drawn], keys: tuple[str, ...]) -> Plot | None:
    """Each number from where the one before ended; None where there is nothing to draw."""
    totals = [sum((value for value in row.values if value is not None), 0) for row in rows]
    most = _most(totals)
    if most is None:
        return None
    made = []
    for row in rows:
        bars, at = [], 0.0
        for tone, value in enumerate(row.values, 1):
            if value is not None:
                bars.append(Bar(round(at, 2), _wide(value, most), tone))
                at += _wide(value, most)
        made.append(Row(row.label, row.said, tuple(bars)))
    return Plot(tuple(made), keys)


def _most(values: Sequence[Number | None]) -> Number | None:
    """The largest; None where there is none but nought."""
    return max((one for one in values if one is not None), default=0) or None


def _wide(value: Number, most: Number) -> float:
    return round(float(WIDTH * value / most), 2)


def _mark(target: Number | None, most: Number) -> float | None:
    return None if target is None else min(_wide(target, most), WIDTH - 1)


@dataclass(frozen=True, slots=True)
class Line:
    """Days from left to right, from the `first` to the `last`; nought is at the `floor`.

    The way is what is expected, the band is between what it may be; `most` is at the top.
    """

    points: str
    band: str
    first: str
    last: str
    most: int
    width: int = WIDTH
    floor: int = _LINES


def line(days: Sequence[tuple[date, int | None, int | None, int | None]]) -> Line | None:
    """Of each day what is expected, the least and the most; None where nothing is."""
    told = [one for _, *counts in days for one in counts if one is not None]
    if not told:
        return None
    most = max(*told, 1)
    wide = WIDTH / max(len(days) - 1, 1)

    def way(which: int) -> list[str]:
        counts = [(n, day[which]) for n, day in enumerate(days)]
        return [
            f"{round(n * wide, 1)},{round(_LINES * (1 - count / most), 1)}"
            for n, count in counts
            if isinstance(count, int)
        ]

    first, last = days[0][0], days[-1][0]
    return Line(
        points=" ".join(way(1)),
        band=" ".join([*way(3), *reversed(way(2))]),
        first=f"{first.day}-{first.month}",
        last=f"{last.day}-{last.month}",
        most=most,
    )
