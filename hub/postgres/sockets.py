"""The directory of the unix socket: in the home, or a short one where that cannot be an address."""

import contextlib
import os
import re
import stat
import tempfile
from pathlib import Path

from hub.postgres.account import Account
from hub.postgres.configuration import PORT

_LONGEST = 103  # bytes: sun_path has 104 on macOS and BSD, 108 on Linux, with the closing NUL
_PLAIN = re.compile(r"[\w./ +-]+")  # servers and drivers read a comma as the end of an address
_NAME = f".s.PGSQL.{PORT}"
_NEAR = "socket"
_MEMORY = "socket-directory"
_CLOSED = 0o700


def socket_directory(home: Path, account: Account) -> Path:
    """A directory that only `account` (and root) may enter; it is the server's only door."""
    near = home / _NEAR
    if len(os.fsencode(near / _NAME)) > _LONGEST or not _PLAIN.fullmatch(str(near)):
        return _short(home / _MEMORY, account)
    near.mkdir(mode=_CLOSED, exist_ok=True)
    account.take(near)
    return near


def clear(directory: Path) -> None:
    """Remove the socket and its lock file of a server that is known to be dead."""
    for name in (_NAME, f"{_NAME}.lock"):
        (directory / name).unlink(missing_ok=True)


def leave(home: Path) -> None:
    """After a stop, remove what lies outside the home."""
    memory = home / _MEMORY
    if memory.exists():
        directory = Path(memory.read_text())
        clear(directory)
        with contextlib.suppress(FileNotFoundError):  # a machine may tidy its temporary directory
            directory.rmdir()
        memory.unlink()


def _short(memory: Path, account: Account) -> Path:
    """After a crash the one used before, when nobody tampered with it."""
    if memory.exists():
        remembered = Path(memory.read_text())
        if _is_closed(remembered, account):
            return remembered
    directory = Path(tempfile.mkdtemp(prefix="hub-postgres-"))
    account.take(directory)
    memory.write_text(str(directory))
    return directory


def _is_closed(directory: Path, account: Account) -> bool:
    owner = account.uid if account.uid >= 0 else os.geteuid()
    try:
        found = directory.lstat()
    except FileNotFoundError:
        return False
    is_closed = stat.S_IMODE(found.st_mode) == _CLOSED
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and is_closed
