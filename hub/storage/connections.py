"""Connections that are held: taken and given back without a word to the server.

asyncpg's own pool wraps each in a proxy and asks for a reset: a tenth of the time of a read.
"""

import asyncio
from asyncio import Semaphore
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import asyncpg

from hub.storage.pen import Pen

if TYPE_CHECKING:
    Plain = asyncpg.Connection[asyncpg.Record]
else:  # generic in the stubs only
    Plain = asyncpg.Connection


class Connection(Plain):
    """A connection, with the pen that writes the ledger on it once there is one.

    `places` are those that it holds while it is out.
    """

    pen: Pen | None = None
    places: tuple[Semaphore, ...] = ()


class Connections:
    """At most `size` connections; who finds none free waits, first come first served.

    `reserve` of them are for the urgent alone, who may have any.
    """

    def __init__(
        self, url: str, size: int, limit: float, *, reserve: int = 0, **arguments: Any
    ) -> None:
        """`limit` is in seconds, for a turn and for a new connection alike."""
        self._url, self._limit, self._arguments = url, limit, arguments
        self.size = size
        every = Semaphore(size)
        self._of_the_urgent = (every,)
        self._of_others = (Semaphore(max(1, size - reserve)), every)
        self._idle: list[Connection] = []
        self._made_once = WeakSet[Connection]()
        self.kind: type[Connection] = Connection
        self.waiting = 0
        """How many wait for a connection to come free."""
        self._closed = False

    @property
    def in_use(self) -> int:
        """How many are out; asked seldom, so that taking one costs no more for it."""
        alive = sum(not one.is_closed() for one in self._made_once)
        return alive - sum(not one.is_closed() for one in self._idle)

    async def take(self, *, urgent: bool = False) -> Connection:
        """A connection that is open, as far as anybody knows.

        Raises:
            TimeoutError: none came free, or the server did not answer. OSError, PostgresError,
                InterfaceError: it can't be had.
        """
        if self._closed:
            raise asyncpg.InterfaceError("the connections are closed")
        places, held = self._of_the_urgent if urgent else self._of_others, list[Semaphore]()
        until = asyncio.get_running_loop().time() + self._limit
        try:
            for each in places:
                await self._turn(each, until)
                held.append(each)
            one = self._free() or await self._made()
        except BaseException:
            for each in held:
                each.release()
            raise
        one.places = places
        return one

    def give_back(self, connection: Connection) -> None:
        """It is free for the next; if it was cut off, its place is."""
        if self._closed:
            connection.terminate()
        elif not connection.is_closed():
            self._idle.append(connection)
        for each in connection.places:
            each.release()

    async def close(self) -> None:
        """Say goodbye to those that are idle; those that are out go when they are given back."""
        self._closed = True
        while self._idle:
            await self._idle.pop().close(timeout=self._limit)

    async def _turn(self, place: Semaphore, until: float) -> None:
        if not place.locked():
            await place.acquire()
            return
        self.waiting += 1
        try:
            async with asyncio.timeout_at(until):
                await place.acquire()
        finally:
            self.waiting -= 1

    def _free(self) -> Connection | None:
        while self._idle:
            one = self._idle.pop()
            if not one.is_closed():
                return one
        return None

    async def _made(self) -> Connection:
        made = await asyncpg.connect(
            self._url, timeout=self._limit, connection_class=self.kind, **self._arguments
        )
        self._made_once.add(made)
        return made
