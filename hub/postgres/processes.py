"""PostgreSQL processes found by their command line, and the end of those left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from hub.postgres.failure import PostgresUnavailable

_PAUSE = 0.01  # seconds between two looks
_PROGRAMS = ("postgres", "postmaster")


def end_leftovers(name: str) -> None:
    """End every process of the cluster `name`, politely first; returns when none is left.

    A server is told to shut down. Without one, what it left behind has nothing to finish, but
    holds the shared memory that a new server needs.
    """
    steps = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
    for number, seconds in steps:
        targets = _servers(name) if number == signal.SIGINT else _all(name)
        for pid in targets:
            _send(pid, number)
        if _ended(name, seconds if targets else 0.0):
            return
    raise PostgresUnavailable(f"processes {_all(name)} of an earlier start do not end")


def serves(pid: int, data: Path) -> bool:
    """Whether the process is, or may be, a PostgreSQL server of the directory `data`.

    A number alone says nothing: numbers are used again, at once in a container.
    """
    words = dict(_command_lines()).get(pid, "").split(" ")
    if Path(words[0]).name not in _PROGRAMS:
        return False
    return "-D" not in words or str(data) in " ".join(words)


def _servers(name: str) -> list[int]:
    return [pid for pid, line in _command_lines() if f"cluster_name={name}" in line.split(" ")]


def _all(name: str) -> list[int]:
    """The server, and its children: each carries the cluster's name in its title."""
    children = [pid for pid, line in _command_lines() if line.startswith(f"postgres: {name}: ")]
    return _servers(name) + children


def _ended(name: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _all(name):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_PAUSE)
    return True


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # it ended by itself
    except PermissionError as error:
        raise PostgresUnavailable(
            f"process {pid} of another account uses this data: stop it first"
        ) from error


def _command_lines() -> Iterator[tuple[int, str]]:
    """Number and command line of every process; a dead one that nobody reaped has none."""
    if sys.platform != "linux":
        yield from _listed_by_ps()
        return
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            line = Path(entry.path, "cmdline").read_bytes()
        except OSError:
            continue  # it ended meanwhile, or is hidden from us
        yield int(entry.name), os.fsdecode(line).rstrip("\0").replace("\0", " ")


def _listed_by_ps() -> Iterator[tuple[int, str]]:
    command = ("ps", "-axww", "-o", "pid=,command=")
    listed = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 -- constant
    for line in listed.stdout.splitlines():
        pid, _, command_line = line.strip().partition(" ")
        yield int(pid), command_line.strip()
