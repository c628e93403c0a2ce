"""What was done with which record, in one SQLite file that survives a kill at any moment."""

import sqlite3
from pathlib import Path
from typing import Literal

from adapters.core.records import Record

State = Literal["pending", "pushed", "rejected"]

_TABLE = """
CREATE TABLE IF NOT EXISTS record (
    place  TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    state  TEXT NOT NULL CHECK (state IN ('pending', 'pushed', 'rejected'))
) WITHOUT ROWID
"""
_WRITE = """
INSERT INTO record (place, digest, state) VALUES (?, ?, ?)
ON CONFLICT (place) DO UPDATE SET digest = excluded.digest, state = excluded.state
"""


class Checkpoint:
    """The last word on each place: digest of the content and its state; no names, no content."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute(_TABLE)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def state(self, record: Record) -> State | None:
        """The state of this record as it is now; None when this content was not seen before."""
        row = self._database.execute(
            "SELECT state FROM record WHERE place = ? AND digest = ?",
            (record.place, record.digest),
        ).fetchone()
        return row[0] if row else None

    def write(self, record: Record, state: State) -> None:
        """On disk when this returns, https://www.sqlite.org/pragma.html#pragma_synchronous."""
        self._database.execute(_WRITE, (record.place, record.digest, state))
