"""What is known of an ECD between two passes: how far its list was read, and what waits.

It holds addresses and digests, and no content; what it forgets is fetched again, and known again.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

FILE = "ecd.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS task (
    address    TEXT PRIMARY KEY,
    digest     TEXT NOT NULL,
    is_waiting INTEGER NOT NULL DEFAULT 1,
    number     INTEGER NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0,
    why        TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (
    base TEXT PRIMARY KEY, since TEXT NOT NULL, newest TEXT NOT NULL, ahead TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS known (address TEXT PRIMARY KEY, hub TEXT NOT NULL) WITHOUT ROWID;
"""
_CHANGED = """
INSERT INTO task (address, digest, number)
VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM task))
ON CONFLICT (address) DO UPDATE SET
    digest = excluded.digest, is_waiting = 1, number = excluded.number, attempts = 0,
    not_before = 0, why = ''
WHERE task.digest <> excluded.digest
"""
_OF_BASE = "substr(address, 1, length(:base)) = :base"
_WAITING = f"""
SELECT address, digest, attempts, not_before FROM task
WHERE is_waiting AND {_OF_BASE} ORDER BY number
"""
_LONGEST_WAIT = 3600.0
_DOUBLED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Place:
    """How far the list of Tasks was read.

    `since` is what was asked from, `newest` the latest moment seen since, `ahead` the next page
    where one is left.
    """

    since: str = ""
    newest: str = ""
    ahead: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A Task that changed and was not brought over yet."""

    address: str = field(repr=False)
    digest: str
    attempts: int = 0


class Memory:
    """That of one ECD, for the threads that fetch and that take; without `state` of this run."""

    def __init__(self, state: Path | None, base: str) -> None:
        if state is not None:
            state.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = ":memory:" if state is None else state / FILE
        self._database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._database.executescript(f"PRAGMA journal_mode = WAL;{_TABLES}")
        self._base = f"{base}/"
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def place(self) -> Place:
        """Where it was; at the beginning where it was nowhere."""
        with self._changing() as database:
            asked = "SELECT since, newest, ahead FROM place WHERE base = ?"
            row = database.execute(asked, (self._base,)).fetchone()
        return Place(*row) if row else Place()

    def listed(self, tasks: Iterable[tuple[str, str]], place: Place) -> None:
        """A page: its Tasks by address and digest, and where that leaves the list."""
        with self._changing() as database:
            database.executemany(_CHANGED, tasks)
            database.execute(
                "INSERT OR REPLACE INTO place (base, since, newest, ahead) VALUES (?, ?, ?, ?)",
                (self._base, place.since, place.newest, place.ahead),
            )

    def waiting(self, now: float, *, every: bool = False) -> list[Waiting]:
        """What is due, in the order in which it changed; `every` takes what is not due, too."""
        with self._changing() as database:
            rows = database.execute(_WAITING, {"base": self._base}).fetchall()
        # A moment that is further away than any wait was set by a clock that has jumped since.
        return [
            Waiting(address, digest, attempts)
            for address, digest, attempts, not_before in rows
            if every or not_before <= now or not_before > now + _LONGEST_WAIT
        ]

    def taken(self, task: Waiting, known: Mapping[str, str]) -> None:
        """It was, as it was; where it has changed meanwhile, it still waits."""
        with self._changing() as database:
            database.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", known.items())
            database.execute(
                "UPDATE task SET is_waiting = 0, why = '' WHERE address = ? AND digest = ?",
                (task.address, task.digest),
            )

    def later(self, task: Waiting, why: str, now: float, seconds: float) -> None:
        """It could not be had: not again before so many seconds, twice as many at each time."""
        wait = min(seconds * 2.0 ** min(task.attempts, _DOUBLED_AT_MOST), _LONGEST_WAIT)
        with self._changing() as database:
            database.execute(
                "UPDATE task SET attempts = attempts + 1, not_before = ?, why = ? "
                "WHERE address = ?",
                (now + wait, why, task.address),
            )

    def reasons(self) -> list[tuple[str, str]]:
        """Of each Task that could not be had, by address, why."""
        asked = f"SELECT address, why FROM task WHERE is_waiting AND why <> '' AND {_OF_BASE}"
        with self._changing() as database:
            return database.execute(asked, {"base": self._base}).fetchall()

    def known(self, addresses: Iterable[str]) -> dict[str, str]:
        """How the hub calls what was brought of these."""
        asked = "SELECT hub FROM known WHERE address = ?"
        with self._changing() as database:
            found = {one: database.execute(asked, (one,)).fetchone() for one in addresses}
        return {one: row[0] for one, row in found.items() if row}

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # a full disk may have ended it already
                    self._database.execute("ROLLBACK")
                raise
