"""The supervisor: makes the data directory, starts PostgreSQL as a child, stops it again."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from hub.postgres import sockets
from hub.postgres.account import Account, account_for
from hub.postgres.binaries import Binaries, find_binaries
from hub.postgres.configuration import OWNER, initdb_arguments, server_arguments
from hub.postgres.failure import PostgresUnavailable
from hub.postgres.lock import LauncherLock
from hub.postgres.processes import end_leftovers, serves

_READY_WITHIN = 120.0  # seconds: recovery after a crash reads back what was not yet in place
_PAUSE = 0.005
_CHILD = Path(__file__).with_name("child.py")
_STATUS_LINE = 7  # of postmaster.pid, counted from 0


class EmbeddedPostgres:
    """A durable PostgreSQL in the directory `home`, for as long as this process lives.

    The thread that starts it must outlive it: on Linux the server stops when that thread ends.
    """

    def __init__(self, home: Path, binaries: Binaries | None = None) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self._binaries = binaries
        self._lock = LauncherLock(self.home / "launcher.lock")
        self._name = f"hub-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"
        self._process: subprocess.Popen[bytes] | None = None
        self._socket = self.home

    @property
    def pid(self) -> int | None:
        """Process number of the server, None before start and after stop."""
        return self._process.pid if self._process else None

    def start(self) -> str:
        """Start, or start again after a crash; returns `url()` once it answers.

        PostgresUnavailable when it cannot, or another launcher uses the same home.
        """
        if self._process is not None and self._process.poll() is None:
            return self.url()
        self.home.mkdir(parents=True, exist_ok=True)
        self._lock.take()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self.url()

    def stop(self) -> None:
        """Shut down: what runs is rolled back, what was committed is on disk. Safe to repeat."""
        if self._process is not None:
            end_leftovers(self._name)
            self._process.wait()
            self._process = None
            sockets.leave(self.home)
        self._lock.release()

    def url(self, database: str = "postgres", role: str = OWNER) -> str:
        """`postgresql://…` of one database in this server."""
        return f"postgresql://{role}@/{database}?host={quote(str(self._socket), safe='/')}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self) -> None:
        account = account_for(self.data)
        self._binaries = binaries = self._binaries or find_binaries()
        self._refuse_foreign_data(binaries)
        end_leftovers(self._name)
        self._socket = sockets.socket_directory(self.home, account)
        self._forget_dead_server()
        if not self.data.exists():
            self._initialise(account, binaries)
        arguments = server_arguments(self.data, self._socket, self._name)
        seen = self.log.stat().st_size if self.log.exists() else 0
        self._process = self._spawn(account, self.data, [str(binaries.postgres), *arguments])
        self._await_ready(self._process, seen)

    def _refuse_foreign_data(self, binaries: Binaries) -> None:
        version = self.data / "PG_VERSION"
        if version.exists() and (made_by := version.read_text().strip()) != str(binaries.major):
            raise PostgresUnavailable(
                f"{self.data} was made by PostgreSQL {made_by}, and {binaries.directory} holds"
                f" version {binaries.major}: upgrade the data, or choose another data directory"
            )

    def _forget_dead_server(self) -> None:
        """Remove the dead server's pid file, whose number may be another process's by now."""
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists():
            pid = int(pid_file.read_text().split("\n", 1)[0] or "0")
            if serves(pid, self.data):
                raise PostgresUnavailable(
                    f"{self.data} is in use by process {pid}, a PostgreSQL that was started by hand"
                )
            pid_file.unlink()
        sockets.clear(self._socket)

    def _initialise(self, account: Account, binaries: Binaries) -> None:
        """Make the data directory under another name: it is there complete, or not at all."""
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        account.take(unfinished)
        arguments = initdb_arguments(unfinished, binaries.major)
        seen = self.log.stat().st_size if self.log.exists() else 0
        if self._spawn(account, unfinished, [str(binaries.initdb), *arguments]).wait() != 0:
            raise PostgresUnavailable(f"initdb failed: {self._last_words(seen)}")
        unfinished.rename(self.data)

    def _spawn(self, account: Account, reach: Path, command: list[str]) -> subprocess.Popen[bytes]:
        """Run a program of PostgreSQL, deaf to the terminal's Ctrl-C: the launcher stops it."""
        who = [str(number) for number in (os.getpid(), account.uid, account.gid)]
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 -- the programs come from our own lookup
                [sys.executable, "-I", "-S", str(_CHILD), *who, str(reach), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
            )

    def _await_ready(self, process: subprocess.Popen[bytes], seen: int) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        while not self._is_ready(process.pid):
            if process.poll() is not None:
                raise PostgresUnavailable(f"it ended at once: {self._last_words(seen)}")
            if time.monotonic() >= deadline:
                raise PostgresUnavailable(f"not ready after {_READY_WITHIN:.0f} s")
            time.sleep(_PAUSE)

    def _is_ready(self, pid: int) -> bool:
        """The server writes its state into its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > _STATUS_LINE and lines[0] == str(pid) and "ready" in lines[_STATUS_LINE]

    def _last_words(self, seen: int) -> str:
        """What it logged since `seen` bytes: no data of a person, see configuration."""
        with self.log.open("rb") as log:
            log.seek(seen)
            return log.read().decode(errors="replace").strip()[-2000:]
