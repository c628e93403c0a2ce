"""One launcher per home directory: a lock that the kernel frees when its holder dies."""

import fcntl
import os
import time
from pathlib import Path

from hub.postgres.failure import PostgresUnavailable

_PATIENCE = 1.0  # seconds: a holder that was killed takes a moment to die
_PAUSE = 0.01


class LauncherLock:
    """Held from `take` to `release`; not inherited by the server."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> None:
        """PostgresUnavailable when another launcher, here or elsewhere, holds it."""
        if self._descriptor is not None:
            return
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise PostgresUnavailable(
                f"{self._path} belongs to another account: start as that account"
            ) from error
        if not _locked(descriptor):
            holder = os.read(descriptor, 20).decode() or "unknown"
            os.close(descriptor)
            raise PostgresUnavailable(
                f"{self._path.parent} is in use: process {holder} already runs a PostgreSQL there."
                " Stop that one, or choose another data directory"
            )
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the next one in; the file stays, since removing it would race with a taker."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _locked(descriptor: int) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        else:
            return True
