"""`hub notifications`: who does not take what it is told, and once more what was given up.

docs/decisions/0090-notifications.md
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from hub.ledger.append import Ledger
from hub.ledger.own import changed
from hub.outbound.notifications.terms import InvalidTerms, Terms
from hub.settings import AuditSettings, Settings
from hub.storage.backlog import behind, try_again
from hub.storage.database import Connection, Database
from hub.storage.sealing import Keyring
from profiles.identifiers import URA


def notification_faults(found: Settings) -> Iterator[str]:
    """What is wrong with their settings, a line each."""
    try:
        Terms.of(found)
    except InvalidTerms as error:
        yield str(error)


async def list_notifications(found: AuditSettings) -> list[dict[str, Any]]:
    """Each organisation that did not take what was tried, with the last word on it."""
    async with _connection(found) as (_, connection):
        return [
            {
                "ura": one.partner,
                "topic": one.topic,
                "waiting": one.waiting,
                "given_up": one.dead,
                "oldest": one.oldest.isoformat(timespec="seconds"),
                "why": one.why,
            }
            for one in await behind(connection)
        ]


async def tell_again(found: AuditSettings, ura: str) -> int:
    """How many that were given up this organisation is told once more; the ledger has it too.

    Raises:
        InvalidIdentifier: it is no URA.
    """
    partner, now = URA(ura).value, datetime.now(UTC)
    async with _connection(found) as (database, connection), connection.transaction():
        number = await try_again(connection, partner, now)
        change = {"place": "notification", "change": "again", "ura": partner, "number": number}
        ledger = Ledger(database, Keyring.of_settings(found))
        await ledger.append(connection, [changed(now, change)])
    return number


@asynccontextmanager
async def _connection(found: AuditSettings) -> AsyncIterator[tuple[Database, Connection]]:
    database = await Database.open(found.database_url.get_secret_value(), 1)
    try:
        async with database.connection() as connection:
            yield database, connection
    finally:
        await database.close()
