"""The facts on the source's own disk, in the file of the outbox: they become so with its parcels.

Who a number is, whose a visit or a document is, and what the hub was sent of each.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.hospital.v2.facts import Dossier, decoded, encoded

_TABLES = """
CREATE TABLE IF NOT EXISTS v2_person (
    number  TEXT PRIMARY KEY,
    dossier BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS v2_known (   -- a number, a BSN or an old number, and whose it is
    name   TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    is_old INTEGER NOT NULL DEFAULT 0   -- taken over by a merge
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS v2_thing (   -- a visit, document or plan, and whose it is
    name   TEXT PRIMARY KEY,
    number TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS v2_content ( -- the bytes of a document
    name    TEXT PRIMARY KEY,
    content BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS v2_sent (    -- what a parcel told of a resource
    name   TEXT PRIMARY KEY,
    digest BLOB NOT NULL,
    parcel INTEGER NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Whose a number is; `is_old` where a merge gave it to another."""

    number: str
    is_old: bool


class Store:
    """The tables of this part of the adapter; within the outbox's `taking()` alone."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_TABLES)

    def known(self, name: str) -> Known | None:
        """Whose this number is."""
        row = self._one("SELECT number, is_old FROM v2_known WHERE name = ?", name)
        return Known(row[0], bool(row[1])) if row else None

    def is_of(self, name: str, number: str, *, is_old: bool = False) -> None:
        """From now on the number is of this person."""
        self._database.execute(
            "REPLACE INTO v2_known (name, number, is_old) VALUES (?, ?, ?)", (name, number, is_old)
        )

    def give(self, prior: str, survivor: str) -> None:
        """Everything under the prior's number is the survivor's, each of its numbers an old one."""
        self._database.execute(
            "UPDATE v2_known SET number = ?, is_old = 1 WHERE number = ?", (survivor, prior)
        )
        self._database.execute("UPDATE v2_thing SET number = ? WHERE number = ?", (survivor, prior))
        self._database.execute("DELETE FROM v2_person WHERE number = ?", (prior,))

    def with_bsn(self, bsn: str) -> list[str]:
        """The persons that the source knows by this BSN: one as a rule."""
        rows = self._database.execute(
            "SELECT number FROM v2_thing WHERE name >= ? AND name < ?",
            (f"BSN|{bsn}|", f"BSN|{bsn}}}"),
        )
        return [row[0] for row in rows]

    def whose(self, thing: str) -> str | None:
        """Whose visit, document or plan this is."""
        row = self._one("SELECT number FROM v2_thing WHERE name = ?", thing)
        return row[0] if row else None

    def belongs(self, things: Iterable[str], number: str) -> None:
        """These are this person's."""
        rows = [(thing, number) for thing in things]
        self._database.executemany("REPLACE INTO v2_thing (name, number) VALUES (?, ?)", rows)

    def forget(self, thing: str) -> None:
        """It is nobody's any longer."""
        self._database.execute("DELETE FROM v2_thing WHERE name = ?", (thing,))

    def dossier(self, number: str) -> Dossier | None:
        """The facts of a person."""
        row = self._one("SELECT dossier FROM v2_person WHERE number = ?", number)
        return decoded(row[0]) if row else None

    def keep(self, dossier: Dossier) -> None:
        """The facts as they are now."""
        self._database.execute(
            "REPLACE INTO v2_person (number, dossier) VALUES (?, ?)",
            (dossier.number, encoded(dossier)),
        )

    def content(self, name: str) -> bytes:
        """The bytes of a document; empty where they never came."""
        row = self._one("SELECT content FROM v2_content WHERE name = ?", name)
        return row[0] if row else b""

    def keep_content(self, name: str, content: bytes) -> None:
        """The bytes of a document."""
        self._database.execute("REPLACE INTO v2_content VALUES (?, ?)", (name, content))

    def sent(self, name: str) -> tuple[bytes, str] | None:
        """What was told last of a resource, and what became of that parcel."""
        row = self._one(
            "SELECT digest, (SELECT state FROM parcel WHERE parcel.number = v2_sent.parcel) "
            "FROM v2_sent WHERE name = ?",
            name,
        )
        return (row[0], row[1] or "pushed") if row else None

    def was_sent(self, digests: Iterable[tuple[str, bytes]], parcel: int) -> None:
        """A parcel tells this of these resources."""
        rows = [(name, digest, parcel) for name, digest in digests]
        self._database.executemany("REPLACE INTO v2_sent VALUES (?, ?, ?)", rows)

    def join_lanes(self, lane: str, into: str) -> None:
        """What waits for the one leaves in the order of the other from now on."""
        self._database.execute(
            "UPDATE parcel SET lane = ? WHERE lane = ? AND state = 'waiting'", (into, lane)
        )

    def _one(self, query: str, *values: str) -> Any:
        """The first row; None where there is none."""
        return self._database.execute(query, values).fetchone()
