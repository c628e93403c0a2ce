"""Rows of reads, many in one commit: what waits is written as soon as the last commit is done.

No timer: one caller alone waits for his own commit and for nothing else.
"""

from collections.abc import Awaitable, Callable, Sequence

from asyncpg import PostgresError

from hub.errors import Unavailable
from hub.ledger.record import Record
from hub.storage.database import Connection, Database
from hub.storage.gathered import Gathered

MOST_AT_ONCE = 500
_Records = Sequence[Record]


class GroupCommit:
    """The writer of one process; `append` writes rows on a connection, at most `most` wait.

    `failed` is whether the last commit was not confirmed.
    """

    def __init__(
        self,
        database: Database,
        append: Callable[[Connection, _Records], Awaitable[None]],
        most: int = 2_000,
    ) -> None:
        self._database, self._append, self._most = database, append, most
        self._gathered = Gathered[_Records, None](self._written, MOST_AT_ONCE)
        self.failed = False

    @property
    def waiting(self) -> int:
        """How many callers wait for the next commit."""
        return len(self._gathered.waiting)

    async def write(self, *records: Record) -> None:
        """Return when these rows are durable.

        Raises:
            FAILURES of the database: nobody confirmed that they are. Unavailable: too many wait.
        """
        if self.waiting >= self._most:
            raise Unavailable(
                "more is asked than can be recorded; send it again in a moment",
                headers={"Retry-After": "1"},
            )
        await self._gathered.ask(records)

    async def _written(self, batch: Sequence[_Records]) -> list[Exception | None]:
        try:
            await self._commit([record for each in batch for record in each])
        except PostgresError as failure:
            # Perhaps it is about one row alone: the others are not to wait for who sent that.
            return [failure] if len(batch) == 1 else [await self._alone(each) for each in batch]
        return [None] * len(batch)

    async def _alone(self, records: _Records) -> Exception | None:
        try:
            await self._commit(records)
        # Whatever it is, who waits for it gets it, and gives nothing out.
        except Exception as failure:  # noqa: BLE001
            return failure
        return None

    async def _commit(self, records: _Records) -> None:
        try:
            # An urgent read's row may be among them.
            async with self._database.connection(urgent=True) as connection:
                await self._append(connection, records)
        except BaseException:
            self.failed = True
            raise
        self.failed = False
