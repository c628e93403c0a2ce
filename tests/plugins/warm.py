"""Forks our programs from a process that has imported them, so that a start costs no import.

Run as a program it takes orders as lines of JSON; `Warm` gives them. What is forked is a process
like any other: it is killed like one, and shares nothing with the next.
"""

import gc
import json
import os
import runpy
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.hurried import PACE, hurry
from tests.plugins.small_disk import SMALL_DISK, see

PAUSE = 0.01  # seconds between two looks


@dataclass(frozen=True)
class Forked:
    """One process, by the part of Popen's interface that tests use."""

    warm: "Warm"
    pid: int

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        status = self.warm.order(pid=self.pid)
        return None if status is None else int(status)

    def wait(self, timeout: float = 60.0) -> int:
        """The exit status once it has ended; TimeoutExpired when that takes too long."""
        deadline = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(PAUSE)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


class Warm:
    """The process that forks; it ends when its input does."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, arguments: list[str], environment: dict[str, str], log: Path) -> Forked:
        """Fork a program; its output goes to the end of `log`."""
        order = {"arguments": arguments, "environment": environment, "log": str(log)}
        return Forked(self, int(self.order(**order)))

    def order(self, **order: Any) -> Any:
        """Give an order, and take its answer."""
        orders, answers = self._process.stdin, self._process.stdout
        assert orders is not None
        assert answers is not None
        orders.write(f"{json.dumps(order)}\n")
        orders.flush()
        return json.loads(answers.readline())

    def close(self) -> None:
        """No more orders."""
        self._process.communicate()


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """One for all tests of this worker."""
    started = Warm()
    yield started
    started.close()


def _programs() -> dict[str, Callable[[], int]]:
    from adapters.core.command import run_command  # noqa: PLC0415 -- only where it forks
    from adapters.hospital.__main__ import connect  # noqa: PLC0415 -- likewise
    from hub import cli  # noqa: PLC0415 -- likewise
    from hub.app import create_app  # noqa: F401, PLC0415 -- what the command line imports late
    from hub.commands import serve  # noqa: F401, PLC0415 -- likewise

    return {"hub": cli.main, "hospital": lambda: run_command("hospital", connect)}


def _fork(programs: dict[str, Callable[[], int]], order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        code: Any = 1
        try:
            code = _become(programs, order)
        except SystemExit as end:
            code = end.code
        except BaseException:  # noqa: BLE001 -- the log says what it was
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code if isinstance(code, int) else 0)
    return pid


def _become(programs: dict[str, Callable[[], int]], order: dict[str, Any]) -> int:
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for place, opened in ((0, os.open(os.devnull, os.O_RDONLY)), (1, log), (2, log)):
        os.dup2(opened, place)
    os.environ.update(order["environment"])
    if holder := os.environ.get(SMALL_DISK):
        see(int(holder))
    if PACE in os.environ:
        hurry()
    sys.argv = order["arguments"]
    name = sys.argv[0]
    if name.startswith("adapters."):
        sys.modules.pop(f"{name}.__main__", None)
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    return programs[name]()


def _status(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _take_orders() -> None:
    programs, ended = _programs(), dict[int, int]()
    gc.freeze()  # else each that is forked searches all of it for garbage, and copies it by that
    for line in sys.stdin:
        order = json.loads(line)
        answer: int | None
        if "pid" not in order:
            answer = _fork(programs, order)
        else:
            answer = ended.get(order["pid"])
            if answer is None and (status := _status(order["pid"])) is not None:
                answer = ended[order["pid"]] = status
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _take_orders()
