"""Writes the audit row of a call, in the transaction of what it records."""

from hub.ledger.record import AuditRecord
from hub.storage.append import AuditInsert
from hub.storage.database import Connection
from hub.storage.sealing import Keyring

CASTS = tuple(AuditRecord.COLUMNS.values())
HEAD = f"INSERT INTO audit ({', '.join(AuditRecord.COLUMNS)})"
INSERT = f"{HEAD} VALUES (" + ", ".join(f"${n}::{cast}" for n, cast in enumerate(CASTS, 1)) + ")"


async def write_row(connection: Connection, record: AuditRecord, keyring: Keyring) -> None:
    """One statement; the caller's transaction decides whether it stands."""
    await connection.execute(INSERT, *record.values(keyring))


def as_part(record: AuditRecord, keyring: Keyring) -> AuditInsert:
    """The row of a push, as the last part of the statement that writes what was pushed."""
    return AuditInsert(f"{HEAD} SELECT {{}}", CASTS, record.values(keyring))
