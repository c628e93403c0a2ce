"""Whether the database answers now: asked on a connection of its own, beside the pool."""

import asyncio
from typing import TYPE_CHECKING

import asyncpg

from hub.storage.failures import FAILURES

_WITHIN = 1.5  # seconds: orchestrators wait two or three
# A ledger row is written with every answer: a standby that takes none is no database for us.
ASK = (
    "SELECT NOT pg_is_in_recovery() AND has_table_privilege('ledger', 'INSERT') "
    "AND has_table_privilege('ledger_word', 'INSERT') AND count(*) >= 0 FROM "
    "(SELECT FROM ledger LIMIT 1) AS l"
)

if TYPE_CHECKING:
    Own = asyncpg.Connection[asyncpg.Record]
else:  # generic in the stubs only
    Own = asyncpg.Connection


class Heartbeat:
    """Many may ask at once: they share one question, so a hung database holds one connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Own | None = None
        self._asked: asyncio.Task[bool] | None = None

    async def beats(self) -> bool:
        """Whether the database answered within `WITHIN` seconds; it never raises a failure."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asked)

    def stop(self) -> None:
        """Drop the connection."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(_WITHIN):
                if self._connection is None or self._connection.is_closed():
                    self._connection = await asyncpg.connect(self._url)
                return bool(await self._connection.fetchval(ASK))
        except FAILURES:
            # A question may still be on its way there, so nothing else can be asked on it.
            self.stop()
            return False
