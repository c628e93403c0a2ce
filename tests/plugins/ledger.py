"""Rows of the ledger as they were meant, for tests that ask what a call left behind."""

from typing import Any

from hub.ledger.entry import Entry, entries
from hub.ledger.row import COLUMNS, opened
from hub.ledger.words import Words
from hub.storage.database import Database
from hub.storage.sealing import Keyring, SealBroken

# By when they were committed: the hub's clock is in the tests' hands.
NEWEST = f"SELECT {', '.join(COLUMNS)} FROM ledger ORDER BY age(xmin), number DESC LIMIT $1"


async def left_behind(
    database: Database, keyring: Keyring, request_id: str | None = None, most: int = 600
) -> list[dict[str, Any]]:
    """What was written last, oldest first: of one call, or all of it."""
    async with database.connection() as connection:
        rows = await connection.fetch(NEWEST, most)
        # Of other hubs on this database the keys are other ones.
        own = [row for row in rows if _is_ours(row, keyring)]
        found = await entries(connection, Words(keyring), own)
    told = [_told(entry) for entry in reversed(found)]
    return [one for one in told if request_id is None or one["request_id"] == request_id]


def _is_ours(row: Any, keyring: Keyring) -> bool:
    try:
        opened(row, keyring)
    except SealBroken:
        return False
    return True


def _told(entry: Entry) -> dict[str, Any]:
    record, who = entry.record, entry.who
    return {
        "entry": entry,
        "name": str(entry.name),
        "at": record.at,
        "request_id": record.request_id,
        "interaction": record.interaction,
        "status": record.status,
        "rule": record.rule,
        "client_id": who.client_id,
        "ura": who.ura,
        "who": who,
        "pat": record.pat,
        "type": record.type,
        "found": record.found,
        "grounds": record.grounds,
        "entities": record.entities,
        "asked": entry.asked,
        "detail": record.detail,
        "token": entry.token_id,
    }
