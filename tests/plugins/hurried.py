"""An event loop on which an hour is a few seconds, for as long as a test wants."""

import asyncio
import os
import selectors
import signal
import threading
import time
from collections.abc import Callable

PACE = "TEST_PACE"
"""The variable by which a program runs on such a loop: its pace, and that after a SIGUSR1."""


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


class _Hurrying(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        if threading.current_thread() is not threading.main_thread():
            return super().new_event_loop()
        first, later = (float(pace) for pace in os.environ[PACE].split())
        made = Hurried()
        made.pace(first)
        signal.signal(signal.SIGUSR1, lambda *_: made.pace(later))
        return made


def hurry() -> None:
    """The loop of this program, which makes it in its main thread, is such a one."""
    asyncio.set_event_loop_policy(_Hurrying())
