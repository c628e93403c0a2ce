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
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [pid for pid in pids if _parent(pid) == parent]


def _parent(pid: int) -> int | None:
    """It stands behind the name, which may hold anything."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return None


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
