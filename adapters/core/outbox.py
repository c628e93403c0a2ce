"""What has to go to the hub, on the source's own disk until the hub has judged it."""

import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.core.private import keep_private

FILE = "outbox.sqlite"

# Contents are wiped when they leave (secure_delete): what the hub has, need not lie here.
_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_size_limit = 4194304",
)
_TABLES = """
CREATE TABLE IF NOT EXISTS parcel (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    lane   TEXT NOT NULL,
    label  TEXT NOT NULL,
    target TEXT NOT NULL,
    body   BLOB,                 -- NULL once the hub has it
    notes  TEXT NOT NULL,
    record INTEGER,              -- which record of the source it was made of, if any
    since  INTEGER,              -- its place in time where that is not its number: told anew
    taken  REAL NOT NULL,
    state  TEXT NOT NULL DEFAULT 'waiting'
           CHECK (state IN ('waiting', 'pushed', 'refused', 'overtaken')),
    judged REAL,
    status INTEGER,              -- the hub's, of a refusal
    answer BLOB                  -- the hub's OperationOutcome, likewise
);
CREATE INDEX IF NOT EXISTS parcel_waiting ON parcel (lane, number) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS parcel_refused ON parcel (lane, number) WHERE state = 'refused';
CREATE INDEX IF NOT EXISTS parcel_judged ON parcel (judged) WHERE body IS NULL;
CREATE INDEX IF NOT EXISTS parcel_record ON parcel (record) WHERE record IS NOT NULL;
CREATE TABLE IF NOT EXISTS told (
    what   INTEGER PRIMARY KEY,  -- pseudonym of a resource
    number INTEGER NOT NULL      -- the newest parcel that told it
);
CREATE TABLE IF NOT EXISTS record (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    place   TEXT NOT NULL,
    digest  TEXT NOT NULL,
    name    TEXT,                -- both NULL once the hub has it
    content BLOB,
    taken   REAL NOT NULL,
    before  INTEGER NOT NULL DEFAULT 0, -- the newest parcel when it was first mapped
    state   TEXT NOT NULL CHECK (state IN ('waiting', 'mapped', 'pushed', 'refused')),
    judged  REAL,
    outcome BLOB,
    notes   TEXT NOT NULL DEFAULT '[]',
    to_mend TEXT NOT NULL DEFAULT '[]' -- what its owner has to look at, though it is brought
);
CREATE INDEX IF NOT EXISTS record_place ON record (place, number);
CREATE INDEX IF NOT EXISTS record_state ON record (state, number) WHERE state <> 'pushed';
CREATE TABLE IF NOT EXISTS untaken (
    place TEXT PRIMARY KEY,      -- what lies at the source and is not taken
    name  TEXT NOT NULL,
    why   TEXT NOT NULL,
    since REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""
_ADD = """
INSERT INTO parcel (lane, label, target, body, notes, record, since, taken)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to bring to the hub; parcels of a lane leave in the order of their coming.

    `target` is empty for a transaction Bundle, else a path below the base, as `Patient/$merge`.
    """

    lane: str
    label: str
    target: str
    body: bytes = field(repr=False)
    notes: tuple[str, ...] = ()


class Outbox:
    """At least once: a parcel's content leaves only after the hub has taken it.

    `state` is a folder of this adapter alone. https://www.sqlite.org/wal.html
    """

    def __init__(self, state: Path) -> None:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.state = state
        keep_private(state / FILE)
        self.database = sqlite3.connect(state / FILE, isolation_level=None)
        for setting in _SETTINGS:
            self.database.execute(setting)
        self.database.executescript(_TABLES)
        self._secret = self._kept_secret()

    def close(self) -> None:
        """Let go of the file."""
        try:
            self.wipe()
        finally:
            self.database.close()

    def wipe(self) -> None:
        """What has left the file is no longer in its log either.

        https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
        """
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def taking(self) -> Iterator[None]:
        """One durable transaction: all of it is on disk when the block has ended, or nothing.

        Raises sqlite3.OperationalError where there is no room. Nothing may be awaited within.
        """
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.database.execute("COMMIT")
        except BaseException:
            if self.database.in_transaction:  # a full disk may have ended it already
                self.database.execute("ROLLBACK")
            raise

    def add(self, parcel: Parcel, record: int | None = None, since: int | None = None) -> int:
        """Its number; within `taking()`. `since` is the place in time of what is told anew."""
        if not self.database.in_transaction:
            raise RuntimeError("a parcel is added within taking()")
        notes = json.dumps(parcel.notes)
        name = (parcel.lane, parcel.label, parcel.target)
        row = (*name, parcel.body, notes, record, since, time.time())
        number = self.database.execute(_ADD, row).lastrowid
        assert number is not None  # noqa: S101 -- an INSERT has one
        self.tally("taken", record is None)
        return number

    def pseudonym(self, text: str) -> str:
        """The same for the same text in this state, and telling nothing of it elsewhere."""
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()[:16]

    def fact(self, name: str) -> float | None:
        """A number that was kept under this name."""
        row = self.database.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def keep(self, name: str, value: float | None) -> None:
        """Keep a number under this name; None forgets it."""
        if value is None:
            self.database.execute("DELETE FROM fact WHERE name = ?", (name,))
        else:
            self.database.execute("REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))

    def tally(self, name: str, more: int) -> None:
        """Count further, for ever."""
        self.database.execute(
            "INSERT INTO fact (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
            (name, more),
        )

    def _kept_secret(self) -> bytes:
        self.database.execute(
            "INSERT OR IGNORE INTO fact (name, value) VALUES ('secret', ?)",
            (secrets.token_bytes(32),),
        )
        row = self.database.execute("SELECT value FROM fact WHERE name = 'secret'").fetchone()
        return bytes(row[0])
