"""A PostgreSQL that hangs: its processes stopped, not ended, as a frozen machine would have it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def stopped(postmaster: int) -> Iterator[None]:
    """Within the block neither the server nor any of its backends does a thing."""
    os.kill(postmaster, signal.SIGSTOP)  # first, so that it forks no more
    backends = _children(postmaster)
    try:
        for pid in backends:
            _send(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in (*backends, postmaster):
            _send(pid, signal.SIGCONT)


def _children(parent: int) -> list[int]:
    tasks = Path("/proc") / str(parent) / "task"
    return [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
