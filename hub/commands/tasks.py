"""`hub aside`, `hub emergency` and `hub mitz`: what waits for somebody to look at it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from hub.ledger.append import Ledger
from hub.ledger.own import reviewed
from hub.settings import AuditSettings
from hub.storage.database import Connection, Database
from hub.storage.sealing import Keyring
from hub.storage.task import Kind, Task
from hub.storage.tasks import close, listed


async def tasks(
    found: AuditSettings, kinds: Sequence[Kind], *, closed: bool
) -> list[dict[str, Any]]:
    """Of these kinds all that are open, or all.

    Raises:
        SealBroken: one was changed outside the hub.
    """
    keyring = Keyring.of_settings(found)
    async with _connection(found) as (_, connection):
        return [_told(one) for one in await listed(connection, keyring, *kinds, closed=closed)]


async def close_task(
    found: AuditSettings, kinds: Sequence[Kind], number: int, outcome: Mapping[str, str]
) -> None:
    """Close one of these kinds with what was found or done; the ledger tells it with it.

    Raises:
        NoSuchTask: there is none of that number that is open.
    """
    keyring, now = Keyring.of_settings(found), datetime.now(UTC)
    async with _connection(found) as (database, connection), connection.transaction():
        whose, kind = await close(connection, keyring, kinds, number, outcome, now)
        role = await connection.fetchval("SELECT session_user")
        row = reviewed(now, whose, {"role": role, "task": number, "kind": kind, **outcome})
        await Ledger(database, keyring).append(connection, [row])


@asynccontextmanager
async def _connection(found: AuditSettings) -> AsyncIterator[tuple[Database, Connection]]:
    database = await Database.open(found.database_url.get_secret_value(), 1)
    try:
        async with database.connection() as connection:
            yield database, connection
    finally:
        await database.close()


def _told(task: Task) -> dict[str, Any]:
    closed = {"closed": task.closed.isoformat(), **task.outcome} if task.closed else {}
    return {
        "task": task.number,
        "kind": task.kind,
        "ura": task.custodian,
        "at": task.at.isoformat(),
        "due": task.due.isoformat(),
        **task.detail,
        **closed,
    }
