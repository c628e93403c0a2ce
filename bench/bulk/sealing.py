"""Seals what was loaded, month by month, as the hub on duty would have done."""

from collections.abc import Mapping
from datetime import datetime

import asyncpg

from hub.ledger.sealer import Sealer
from hub.security.keys import checkpoint_key
from hub.storage.connections import Connection


async def sealed(settings: Mapping[str, str], now: datetime) -> int:
    """Seal all that waits, at this moment; the rows."""
    connection = await asyncpg.connect(settings["HUB_DATABASE_URL"], connection_class=Connection)
    try:
        key = checkpoint_key(settings["HUB_CHECKPOINT_KEY"])
        sealer = await Sealer.resumed(connection, key, lambda: now)
        rows = 0
        while made := await sealer.seal():
            rows += sum(one.rows for one in made)
        return rows
    finally:
        await connection.close()
