"""Rows of reads, many in one commit: what waits is written as soon as the last commit is done.

No timer: one caller alone waits for his own commit and for nothing else.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from asyncpg import PostgresError

from hub.errors import Unavailable
from hub.ledger.record import Record
from hub.storage.database import Connection, Database

MOST_AT_ONCE = 500
_Asked = tuple[Sequence[Record], asyncio.Future[None]]


@dataclass(slots=True)
class GroupCommit:
    """The writer of one process; `append` writes rows on a connection, at most `most` wait."""

    database: Database
    append: Callable[[Connection, Sequence[Record]], Awaitable[None]]
    most: int = 2_000
    _waiting: list[_Asked] = field(default_factory=list)
    failed: bool = False
    """Whether the last commit was not confirmed."""
    _busy: bool = False
    _gone_on: asyncio.Task[None] | None = None

    async def write(self, *records: Record) -> None:
        """Return when these rows are durable.

        Raises:
            FAILURES of the database: nobody confirmed that they are. Unavailable: too many wait.
        """
        if len(self._waiting) >= self.most:
            raise Unavailable(
                "more is asked than can be recorded; send it again in a moment",
                headers={"Retry-After": "1"},
            )
        done = asyncio.get_running_loop().create_future()
        if self._busy:
            self._waiting.append((records, done))
        else:
            # Who comes first writes himself: a task for one alone would cost as much as the rest.
            self._busy = True
            try:
                await self._commit([(records, done)])
            finally:
                self._go_on()
        await done

    def _go_on(self) -> None:
        self._busy = bool(self._waiting)
        if self._waiting:
            self._gone_on = asyncio.create_task(self._write())

    async def _write(self) -> None:
        batch = self._waiting[:MOST_AT_ONCE]
        del self._waiting[:MOST_AT_ONCE]
        try:
            await self._commit(batch)
        finally:
            self._go_on()

    async def _commit(self, batch: Sequence[_Asked]) -> None:
        records = [record for each, _ in batch for record in each]
        try:
            async with self.database.connection() as connection:
                await self.append(connection, records)
        except PostgresError as failure:
            if len(batch) == 1:
                self.failed = True
                _settle(batch, failure)
            # Perhaps it is about one row alone: the others are not to wait for who sent that.
            for each in batch if len(batch) > 1 else ():
                await self._commit([each])
        # Whatever it is, each of those who wait gets it, and gives nothing out.
        except BaseException as failure:
            self.failed = True
            _settle(batch, failure)
            if not isinstance(failure, Exception):
                raise
        else:
            self.failed = False
            _settle(batch, None)


def _settle(batch: Sequence[_Asked], failure: BaseException | None) -> None:
    for _, done in batch:
        if done.done():
            continue  # who asked has gone
        if failure is None:
            done.set_result(None)
        elif isinstance(failure, Exception):
            done.set_exception(failure)
        else:
            done.cancel()
