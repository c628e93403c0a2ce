"""Who stands by to draw, as the hub sees him: started when first needed, and again when gone."""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PYTHON = (sys.executable, "-I")
LOADS = ("weasyprint",)
"""What is loaded before there is anything to draw."""
STANDBY = Path(__file__).with_name("standby.py")
# Not the hub's: in there are its keys. Nor a PATH, for it starts no program.
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/nowhere"}


class Gone(Exception):
    """It ended, or can't be started; `late` is whether it was killed for taking too long."""

    def __init__(self, *, late: bool = False) -> None:
        super().__init__("late" if late else "gone")
        self.late = late


@dataclass(slots=True)
class Worker:
    """One process that runs one program at a time, for the thread that has the lock."""

    _process: subprocess.Popen[bytes] | None = None
    _as: tuple[object, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(
        self, program: Path, arguments: Sequence[str], page: bytes, seconds: float
    ) -> tuple[int, bytes]:
        """Exit status, negative for a signal, and what it wrote. Raises Gone."""
        with self._lock:
            try:
                return _ordered(self._at_work(program), arguments, page, seconds)
            except Gone:
                self.end()
                raise

    def _at_work(self, program: Path) -> subprocess.Popen[bytes]:
        wanted = (*PYTHON, str(STANDBY), str(program), *LOADS)
        made_as = (wanted, *ENVIRONMENT.items())
        if self._as != made_as or self._process is None or self._process.poll() is not None:
            self.end()
            self._process, self._as = _started(wanted), made_as
        return self._process

    def end(self) -> None:
        """Kill it, and what it forked."""
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe and pipe.close()
        process.wait()


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 -- a program of our own
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            start_new_session=True,
        )
    except OSError:
        raise Gone from None


def _ordered(
    process: subprocess.Popen[bytes], arguments: Sequence[str], page: bytes, seconds: float
) -> tuple[int, bytes]:
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise Gone
    order = json.dumps({"arguments": list(arguments), "length": len(page)}).encode()
    late = threading.Event()

    def end() -> None:
        late.set()
        _kill(process)

    limit = threading.Timer(seconds, end)
    limit.start()
    try:
        stdin.write(order + b"\n" + page)
        stdin.flush()
        told = json.loads(stdout.readline())
        written = stdout.read(told["length"])
        if len(written) < told["length"]:
            raise Gone(late=late.is_set())
    except (OSError, ValueError):
        # Killed, or it broke off: said without what it would show, the document.
        raise Gone(late=late.is_set()) from None
    finally:
        limit.cancel()
    return told["status"], written


def _kill(process: subprocess.Popen[bytes]) -> None:
    """With what it forked: they are one group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


WORKER = Worker()
"""Of this process."""
atexit.register(WORKER.end)
