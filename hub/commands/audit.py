"""`hub audit`: whether the ledger is what was written, what it says, what of it goes when."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import msgspec

from hub.ledger.append import Ledger
from hub.ledger.checkpoint_file import CheckpointFile, checkpoint_files
from hub.ledger.export import Export
from hub.ledger.own import exported, verified
from hub.ledger.record import Record
from hub.ledger.retention import expire
from hub.ledger.verification import Verifier
from hub.ledger.words import Words
from hub.security.keys import checkpoint_public_key
from hub.settings import AuditSettings, RetentionSettings
from hub.storage.connections import Connection
from hub.storage.database import Database
from hub.storage.failures import FAILURES
from hub.storage.rights import refuse_owner
from hub.storage.sealing import Keyring

_PATIENCE = 3_600.0
"""Seconds that a month may take to go: its rows are counted first."""


async def verify(found: AuditSettings, copies: Iterable[Path] = ()) -> list[str]:
    """What is wrong with it, a sentence each, in the order in which it was written.

    `copies` are files of checkpoints, fetched from where HUB_CHECKPOINT_URL sends them.

    That it was verified is told by the ledger itself; where it can't be, that is a fault too.

    Raises:
        InvalidKey: HUB_CHECKPOINT_KEY; its public half is enough. FAILURES of the database.
    """
    key = checkpoint_public_key(found.checkpoint_key.get_secret_value())
    keyring = Keyring.of_settings(found)
    url = found.database_url.get_secret_value()
    connection = await asyncpg.connect(url, connection_class=Connection)
    try:
        verifier = Verifier(connection, Words(keyring), key, datetime.now(UTC))
        files = checkpoint_files(found.checkpoint_files)
        files += [CheckpointFile(path, is_copy=True) for path in copies]
        faults = [fault async for fault in verifier.faults(files)]
        role = await connection.fetchval("SELECT session_user")
    finally:
        await connection.close()
    return [*faults, *await _told(url, keyring, role, faults)]


async def _told(url: str, keyring: Keyring, role: str, faults: Sequence[str]) -> list[str]:
    try:
        await _written(url, keyring, verified(datetime.now(UTC), role, len(faults)))
    except FAILURES as failure:
        return [f"that it was verified could not be written down: {type(failure).__name__}"]
    return []


async def _written(url: str, keyring: Keyring, record: Record) -> None:
    database = await Database.open(url, 1)
    try:
        await Ledger(database, keyring).write(record)
    finally:
        await database.close()


async def export(
    found: AuditSettings,
    since: datetime | None,
    before: datetime | None,
    write: Callable[[bytes], object],
) -> int:
    """Write each AuditEvent as a line; how many rows can't be shown, for they were changed.

    That it is read stands in the ledger before anything is written.

    Raises:
        FAILURES of the database.
    """
    keyring, url = Keyring.of_settings(found), found.database_url.get_secret_value()
    connection = await asyncpg.connect(url, connection_class=Connection)
    try:
        role = await connection.fetchval("SELECT session_user")
        period = [moment.isoformat() if moment else None for moment in (since, before)]
        await _written(url, keyring, exported(datetime.now(UTC), role, *period))
        exporting = Export(connection, Words(keyring), found.public_url, since, before)
        async for event in exporting.events():
            write(msgspec.json.encode(event) + b"\n")
    finally:
        await connection.close()
    return exporting.damaged


async def expire_months(found: RetentionSettings, months: int) -> list[dict[str, object]]:
    """What was removed: each month that ended so many months ago or earlier.

    Raises:
        NotExpired, DatabaseRefused: with the reason. FAILURES of the database.
    """
    url = found.database_retention_url.get_secret_value()
    database = await Database.open(url, 1, _PATIENCE)
    try:
        async with database.connection() as connection:
            await refuse_owner(connection, "HUB_DATABASE_RETENTION_URL")
        return await expire(Ledger(database, Keyring.of_settings(found)), datetime.now(UTC), months)
    finally:
        await database.close()
