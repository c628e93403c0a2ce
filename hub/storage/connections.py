"""Connections that are held: taken and given back without a word to the server.

asyncpg's own pool wraps each in a proxy and asks for a reset: a tenth of the time of a read.
"""

import asyncio
from typing import TYPE_CHECKING, Any

import asyncpg

from hub.storage.pen import Pen

if TYPE_CHECKING:
    Plain = asyncpg.Connection[asyncpg.Record]
else:  # generic in the stubs only
    Plain = asyncpg.Connection


class Connection(Plain):
    """A connection, with the pen that writes the ledger on it once there is one."""

    pen: Pen | None = None


class Connections:
    """At most `size` connections; who finds none free waits, first come first served."""

    def __init__(self, url: str, size: int, limit: float, **arguments: Any) -> None:
        """`limit` is in seconds, for a turn and for a new connection alike."""
        self._url, self._limit, self._arguments = url, limit, arguments
        self._places = asyncio.Semaphore(size)
        self._idle: list[Connection] = []
        self._closed = False

    async def take(self) -> Connection:
        """A connection that is open, as far as anybody knows.

        Raises:
            TimeoutError: none came free, or the server did not answer. OSError, PostgresError,
                InterfaceError: it can't be had.
        """
        if self._closed:
            raise asyncpg.InterfaceError("the connections are closed")
        if self._places.locked():
            async with asyncio.timeout(self._limit):
                await self._places.acquire()
        else:
            await self._places.acquire()
        try:
            return self._free() or await self._made()
        except BaseException:
            self._places.release()
            raise

    def give_back(self, connection: Connection) -> None:
        """It is free for the next; if it was cut off, its place is."""
        if self._closed:
            connection.terminate()
        elif not connection.is_closed():
            self._idle.append(connection)
        self._places.release()

    async def close(self) -> None:
        """Say goodbye to those that are idle; those that are out go when they are given back."""
        self._closed = True
        while self._idle:
            await self._idle.pop().close(timeout=self._limit)

    def _free(self) -> Connection | None:
        while self._idle:
            one = self._idle.pop()
            if not one.is_closed():
                return one
        return None

    async def _made(self) -> Connection:
        return await asyncpg.connect(
            self._url, timeout=self._limit, connection_class=Connection, **self._arguments
        )
