"""Whether the database answers now: asked on a connection of its own, beside the pool."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg

from hub.storage.connections import Connection
from hub.storage.failures import FAILURES

_WITHIN = 1.5  # seconds: orchestrators wait two or three
# A ledger row is written with every answer: a standby that takes none is no database for us.
ASK = (
    "SELECT NOT pg_is_in_recovery() AND has_table_privilege('ledger', 'INSERT') "
    "AND has_table_privilege('ledger_word', 'INSERT') AND count(*) >= 0 FROM "
    "(SELECT FROM ledger WHERE writer = 0 LIMIT 1) AS l"  # none has that number: no month is read
)

Look = Callable[[Connection], Awaitable[str | None]]
"""Finds out what is wrong, a sentence, or that nothing is."""


class Heartbeat:
    """Many may ask at once: they share one question, so a hung database holds one connection.

    `looks` are taken along with it; `fault` is what the first of them found that found anything.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None
        self.looks: list[Look] = []
        self.fault: str | None = None
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
                    self._connection = await asyncpg.connect(self._url, connection_class=Connection)
                beats = bool(await self._connection.fetchval(ASK))
                self.fault = await self._looked(self._connection)
                return beats
        except FAILURES:
            # A question may still be on its way there, so nothing else can be asked on it.
            self.stop()
            return False

    async def _looked(self, connection: Connection) -> str | None:
        for look in self.looks:
            if fault := await look(connection):
                return fault
        return None
