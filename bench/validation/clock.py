"""Processor time of one judgement: of the thread, so that others on the machine do not count."""

import math
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

Judge = Callable[[Any], object]
MICROSECONDS = 1e3


def times(judge: Judge, resources: Sequence[Any], rounds: int) -> list[list[float]]:
    """Microseconds of each resource, round by round, so that no resource is warmer than others."""
    found: list[list[float]] = [[] for _ in resources]
    for resource in resources:
        judge(resource)
    for _ in range(rounds):
        for kept, resource in zip(found, resources, strict=True):
            began = time.thread_time_ns()
            judge(resource)
            kept.append((time.thread_time_ns() - began) / MICROSECONDS)
    return found


def summary(found: Sequence[Sequence[float]]) -> dict[str, float]:
    """The median and the 99th percentile of all, and the median of the slowest resource."""
    every = sorted(one for each in found for one in each)
    return {
        "median": statistics.median(every),
        "p99": every[max(0, math.ceil(len(every) * 0.99) - 1)],
        "slowest": max(statistics.median(each) for each in found),
    }
