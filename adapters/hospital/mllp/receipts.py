"""What came, as it came: kept for history, and known again when it comes again.

https://www.hl7.eu/HL7v2x/v29/std29/ch02.html#Heading57
"""

import hashlib
import sqlite3
import time
import zlib
from dataclasses import dataclass
from typing import Final

from adapters.hospital.header import Header
from adapters.hospital.verdict import Fault, Taken, Verdict

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS message (
    number  INTEGER PRIMARY KEY,
    key     BLOB NOT NULL,       -- pseudonym of MSH-3, MSH-4 and MSH-10
    digest  BLOB NOT NULL,       -- SHA-256 of its bytes
    came    REAL NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('AA', 'AE', 'AR')),
    reason  TEXT NOT NULL,       -- condition, place and words of a fault; names no value
    content BLOB                 -- its bytes, packed; NULL when they were kept long enough
);
CREATE INDEX IF NOT EXISTS message_key ON message (key, digest);
CREATE INDEX IF NOT EXISTS message_came ON message (came);
"""
_DAY: Final = 86_400.0
_FAST: Final = 1  # the level of zlib: a message is a few kilobytes


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether exactly these bytes were taken before, and whether others came by the same id."""

    again: bool
    id_reused: bool


class Receipts:
    """A table in the outbox's own file, so that a message and its receipt are on disk at once."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_TABLES)

    def seen(self, header: Header, message: bytes) -> Seen:
        """What is known of this sender's id and these bytes; only what was taken counts."""
        rows = self._database.execute(
            "SELECT digest FROM message WHERE key = ? AND verdict = 'AA'", (_key(header),)
        ).fetchall()
        digest = hashlib.sha256(message).digest()
        again = any(row[0] == digest for row in rows)
        return Seen(again, bool(rows) and not again)

    def keep(self, header: Header | None, message: bytes, verdict: Verdict) -> None:
        """The message with what became of it; within `taking()`."""
        code, reason = ("AA", "") if isinstance(verdict, Taken) else (verdict.code, told(verdict))
        key = _key(header) if header else b""
        digest, content = hashlib.sha256(message), zlib.compress(message, _FAST)
        row = (key, digest.digest(), time.time(), code, reason, content)
        if not reason:
            self._settle(key)
        self._database.execute(
            "INSERT INTO message (key, digest, came, verdict, reason, content) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            row,
        )
        if reason:
            untaken = (digest.hexdigest(), "", reason, time.time())
            self._database.execute("REPLACE INTO untaken VALUES (?, ?, ?, ?)", untaken)

    def _settle(self, key: bytes) -> None:
        """What was not taken under this id stands in the owner's table no longer."""
        self._database.execute(
            "DELETE FROM untaken WHERE place IN (SELECT lower(hex(digest)) FROM message "
            "WHERE key = ? AND verdict <> 'AA')",
            (key,),
        )

    def forget(self, messages_days: int, receipts_days: int) -> None:
        """Contents and receipts that were kept long enough; within `taking()`."""
        now = time.time()
        self._database.execute(
            "UPDATE message SET content = NULL WHERE came < ? AND content IS NOT NULL",
            (now - messages_days * _DAY,),
        )
        self._database.execute("DELETE FROM untaken WHERE since < ?", (now - messages_days * _DAY,))
        self._database.execute(
            "DELETE FROM message WHERE came < ?",
            (now - max(messages_days, receipts_days) * _DAY,),
        )


def short(message: bytes) -> str:
    """What a person is told of a message: it names nobody."""
    return hashlib.sha256(message).hexdigest()[:8]


def told(fault: Fault) -> str:
    """A fault in one line."""
    return f"{fault.code} {fault.condition} at {fault.place or 'the message'}: {fault.text}"


def _key(header: Header) -> bytes:
    parts = (header.raw(3), header.raw(4), header.control_id)
    return hashlib.sha256(b"\x1f".join(parts)).digest()
