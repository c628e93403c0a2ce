"""Rows of the ledger as they were meant, for tests that ask what a call left behind."""

from functools import lru_cache
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
        keys = keyring.index_key, tuple(keyring.sealing_keys.items())
        calls = {row: _call(*keys, *row.values()) for row in await connection.fetch(NEWEST, most)}
        asked = [row for row, call in calls.items() if call and request_id in (None, call)]
        found = await entries(connection, Words(keyring), asked)
    return [_told(entry) for entry in reversed(found)]


@lru_cache(maxsize=10_000)
def _call(index_key: bytes, sealing_keys: tuple[tuple[int, bytes], ...], *row: Any) -> str | None:
    """Of which call a row is; None for those of other hubs on this database, by other keys.

    The newest are asked for again and again, and no row says anything else the next time.
    """
    keyring = Keyring(index_key, dict(sealing_keys))
    try:
        return opened(dict(zip(COLUMNS, row, strict=True)), keyring).record.request_id
    except SealBroken:
        return None


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
