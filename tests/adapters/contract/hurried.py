"""An event loop on which an hour is a few seconds, for as long as a test wants."""

import asyncio
import selectors
import time
from collections.abc import Callable


class Hurried(asyncio.SelectorEventLoop):
    """Its clock goes `pace` times as fast as the world's; every wait is that much shorter."""

    def __init__(self) -> None:
        self._pace, self._from, self._at = 1.0, time.monotonic(), 0.0
        super().__init__(_Shortened(lambda: self._pace))

    def time(self) -> float:
        """Seconds of this loop."""
        return self._at + (time.monotonic() - self._from) * self._pace

    def pace(self, pace: float) -> None:
        """From now on."""
        self._at, self._from, self._pace = self.time(), time.monotonic(), pace


class _Shortened(selectors.SelectSelector):
    def __init__(self, pace: Callable[[], float]) -> None:
        super().__init__()
        self._pace = pace

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout / self._pace() if timeout else timeout)
