"""Questions to registers outside, counted by what came of them and how long it took."""

from bisect import bisect_left
from dataclasses import dataclass, field

from hub.telemetry.answers import BOUNDS


@dataclass(slots=True)
class Outside:
    """Of each outcome and reason a count for each bucket, one above all, and the seconds in all."""

    counted: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def add(self, outcome: str, why: str, seconds: float) -> None:
        """One question; both words are of a closed set."""
        cell = self.counted.setdefault((outcome, why), [0.0] * (len(BOUNDS) + 2))
        cell[bisect_left(BOUNDS, seconds)] += 1
        cell[-1] += seconds
