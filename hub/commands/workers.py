"""Worker processes that share a port: forked from one that has imported all, and watched.

uvicorn's own are started from nothing each, and killed where they take long over it.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from hub.garbage import settled

_LOG = logging.getLogger("hub.workers")

_STOPS = (signal.SIGTERM, signal.SIGINT)
_PAUSE = 1.0  # seconds before a worker that ended is replaced
NEVER_READY = 3
"""How a worker ends that could not start: the next would fare no better."""


@dataclass(slots=True)
class Workers:
    """So many processes that do the `work`, until told to stop; who dies is replaced."""

    work: Callable[[], None]
    number: int
    _pids: set[int] = field(default_factory=set)
    _stopping: bool = False

    def run(self) -> int:
        """How the last ended, once all have; 3 where one could not start, which its lines tell."""
        alive, ours = os.pipe()
        # What is shared stays shared: a collection would write to every page.
        settled()
        for one in _STOPS:
            signal.signal(one, self._stop)
        for _ in range(self.number):
            self._start(alive, ours)
        status = 0
        while self._pids:
            status = max(status, self._ended(alive, ours))
        return status

    def _ended(self, alive: int, ours: int) -> int:
        """Wait for one to end, and replace it unless all shall stop; how it ended."""
        pid, status = os.waitpid(-1, 0)
        self._pids.discard(pid)
        code = os.waitstatus_to_exitcode(status)
        if code == NEVER_READY:
            self._stop()
        elif not self._stopping:
            _LOG.error("worker %d ended with %d; another takes its place", pid, code)
            time.sleep(_PAUSE)
            if not self._stopping:
                self._start(alive, ours)
        return code

    def _start(self, alive: int, ours: int) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        pid = os.fork()
        if pid == 0:
            self._be_one(alive, ours)
        self._pids.add(pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)

    def _be_one(self, alive: int, ours: int) -> NoReturn:
        code = 1
        try:
            for one in _STOPS:
                signal.signal(one, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            os.close(ours)
            threading.Thread(target=_outlive_nobody, args=(alive,), daemon=True).start()
            self.work()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            os._exit(code)

    def _stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self._stopping = True
        for pid in self._pids:
            os.kill(pid, signal.SIGTERM)


def _outlive_nobody(alive: int) -> None:
    """Stop when the first process is gone, however it went."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)
