"""How often somebody may do something: a bucket each, that fills again as time goes by."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

MOST = 20_000
"""Buckets that are kept; the one that was used longest ago goes, and would be full again."""


@dataclass(slots=True)
class Buckets:
    """`rate` a second for long, `burst` at once."""

    rate: float
    burst: float
    _left: OrderedDict[object, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, key: object) -> float:
        """Seconds until there is something in the bucket of this key; 0 where there is."""
        return max(0.0, (1.0 - self._level(key, time.monotonic())) / self.rate)

    def take(self, key: object, cost: float = 1.0) -> float:
        """Take that much and return 0, or nothing and return the seconds to wait.

        Who has one left may take more than that, and then waits until it is made good.
        """
        now = time.monotonic()
        level = self._level(key, now)
        if level < 1.0:
            return (1.0 - level) / self.rate
        self._left[key] = level - cost, now
        self._left.move_to_end(key)
        if len(self._left) > MOST:
            self._left.popitem(last=False)
        return 0.0

    def _level(self, key: object, now: float) -> float:
        level, since = self._left.get(key, (self.burst, now))
        return min(self.burst, level + (now - since) * self.rate)
