"""Checkpoints outside the database: a line each, only ever added to."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hub.ledger.checkpoint import Checkpoint

_LONGEST = 1 << 20
"""Bytes: of a seal of as many writers as there can be."""


@dataclass(frozen=True, slots=True)
class CheckpointFile:
    """One place where they are kept; a copy was fetched from elsewhere, and ends when it was."""

    path: Path
    is_copy: bool = False

    def add(self, made: list[Checkpoint]) -> None:
        """Durable when it returns; raises OSError."""
        with self.path.open("ab") as file:
            file.writelines(one.line() for one in made)
            file.flush()
            os.fsync(file.fileno())

    def unwritable(self) -> str | None:
        """Why nothing can be added to it, None where something can; it is there from then on."""
        try:
            with self.path.open("ab"):
                return None
        except OSError as error:
            return error.strerror or type(error).__name__

    def device(self) -> int:
        """Which disk it is on, or would be; raises OSError."""
        return self.path.absolute().parent.stat().st_dev

    def newest(self) -> dict[str, Any] | None:
        """What the last whole line says, while another process may add to it.

        Raises:
            OSError: it can't be read. ValueError: the line is no checkpoint.
        """
        with self.path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST))
            whole = file.read().rpartition(b"\n")[0]
        return _read(whole.rpartition(b"\n")[2]) if whole else None

    def last(self) -> dict[str, Any] | None:
        """What the last whole line says; raises OSError, or ValueError where it is no checkpoint.

        A line that a crash cut off is taken away.
        """
        if not self.path.exists():
            return None
        with self.path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            begin = file.seek(max(0, size - _LONGEST))
            tail = file.read()
            whole = tail.rpartition(b"\n")[0]
            if len(whole) + 1 < len(tail):
                file.truncate(begin + (len(whole) + 1 if whole else 0))
        return _read(whole.rpartition(b"\n")[2]) if whole else None

    def lines(self) -> Iterator[dict[str, Any] | None]:
        """What each line says, None where it is no checkpoint; nothing where there is no file."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for line in file:
                try:
                    yield _read(line)
                except ValueError:
                    yield None


def checkpoint_files(names: str) -> list[CheckpointFile]:
    """The files of HUB_CHECKPOINT_FILES."""
    return [CheckpointFile(Path(name.strip())) for name in names.split(",") if name.strip()]


def _read(line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.DecodeError:
        raise ValueError("this line is no checkpoint") from None
