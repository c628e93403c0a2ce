"""Answers counted by route, status and how long they took.

Plain numbers, which cost a request less than a microsecond; whoever is asked makes metrics of them.
"""

from bisect import bisect_left
from dataclasses import dataclass, field

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of the buckets, in seconds."""


@dataclass(slots=True)
class Answers:
    """Of each route and status a count for each bucket, one above all, and the seconds in all."""

    counted: dict[tuple[str, int], list[float]] = field(default_factory=dict)

    def add(self, route: str, status: int, seconds: float) -> None:
        """One answer; `route` is of a closed set, never what a caller wrote."""
        key = route, status
        cell = self.counted.get(key)
        if cell is None:
            cell = self.counted[key] = [0.0] * (len(BOUNDS) + 2)
        cell[bisect_left(BOUNDS, seconds)] += 1
        cell[-1] += seconds
