"""From tallies to figures: rates, percentiles, the median of the repeats and their spread."""

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Run:
    """One run; everything per request but `rate` (requests per second) and `errors`.

    `p50` and `p99` in milliseconds; `statements` on data and `control` (BEGIN, COMMIT, locks);
    `wal` in bytes; `hub` and `postgres` in microseconds of processor time.
    """

    rate: float
    p50: float
    p99: float
    statements: float
    control: float
    wal: float
    hub: float
    postgres: float
    errors: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Figure:
    """A work over so many connections; `noise` is (fastest - slowest) / median of the rates."""

    work: str
    connections: int
    median: Run
    noise: float
    repeats: int


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of the values do not exceed; NaN of none."""
    if not values:
        return float("nan")
    return sorted(values)[max(0, math.ceil(round(len(values) * share, 6)) - 1)]


def figure(work: str, connections: int, runs: Sequence[Run]) -> Figure:
    """The median of each figure by itself; errors are added up."""
    names = ("rate", "p50", "p99", "statements", "control", "wal", "hub", "postgres")
    medians = {name: statistics.median(getattr(run, name) for run in runs) for name in names}
    errors = sum((run.errors for run in runs), Counter[str]())
    rates = [run.rate for run in runs]
    noise = (max(rates) - min(rates)) / medians["rate"] if medians["rate"] else float("nan")
    return Figure(work, connections, Run(**medians, errors=errors), noise, len(runs))
