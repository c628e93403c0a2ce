"""A server as a process; uvicorn with uvloop, httptools and so many workers."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

HOST = "127.0.0.1"
_READY_WITHIN = 120.0
"""Seconds, for a machine that others keep busy."""


class NotReady(Exception):
    """The server ended, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on the loopback."""

    process: subprocess.Popen[bytes]
    port: int

    def signal(self, number: signal.Signals) -> None:
        """Send it to the first process."""
        self.process.send_signal(number)


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def uvicorn(port: int, workers: int, *app: str) -> list[str]:
    """The command line; `app` is `module:name`, and `--factory` where it is one."""
    fixed = "--loop uvloop --http httptools --no-access-log --log-level warning --no-server-header"
    own = ["--host", HOST, "--port", str(port), "--workers", str(workers)]
    return [sys.executable, "-m", "uvicorn", *app, *fixed.split(), *own]


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    ready: str,
    environment: Mapping[str, str],
    log: Path = Path(os.devnull),
) -> Iterator[Server]:
    """The server, once GET `ready` is answered by 200; what it logs goes to `log`.

    Raises:
        NotReady: it never was.
    """
    with (
        log.open("ab") as lines,
        subprocess.Popen(  # noqa: S603 - our own command line
            command, env={**os.environ, **environment}, stderr=lines
        ) as process,
    ):
        try:
            _await_ready(process, f"http://127.0.0.1:{port}{ready}")
            yield Server(process, port)
        finally:
            process.terminate()


def _await_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotReady(f"{url} does not answer")
        time.sleep(0.02)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False
