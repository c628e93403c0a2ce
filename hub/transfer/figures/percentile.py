"""Exact percentiles."""

from collections.abc import Sequence


def percentile(values: Sequence[int], percent: int) -> int:
    """The smallest of the values than which at least `percent` percent of them are not greater.

    It is the nearest rank: always a value that there was. Raises ValueError where there is none.
    """
    if not values:
        raise ValueError("nothing has no percentile")
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(rank, 1) - 1]
