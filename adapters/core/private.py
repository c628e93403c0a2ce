"""Files that hold what is somebody's: for the user of the adapter alone.

A folder that was there before may be open to others, as for who reads the measures.
"""

import os
from contextlib import suppress
from pathlib import Path

_MODE = 0o600


def for_owner(path: str, flags: int) -> int:
    """As an `opener`: one that is made is its owner's alone. Raises OSError."""
    return os.open(path, flags, _MODE)


def keep_private(database: Path) -> None:
    """It and what SQLite keeps beside it; made, where it is not there. Raises OSError.

    What SQLite makes beside it later has the same mode.
    """
    os.close(for_owner(str(database), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC))
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            database.with_name(f"{database.name}{ending}").chmod(_MODE)
