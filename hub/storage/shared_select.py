"""Reads that wait at the same moment share one SELECT: while one is under way, the rest gathers."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hub.storage.database import Database, Row

MOST_AT_ONCE = 200


@dataclass(slots=True)
class SharedSelect:
    """`sql` takes an array of names as $1, and has the name of each row in its column `rid`."""

    database: Database
    sql: str
    _waiting: list[tuple[UUID, asyncio.Future[Sequence[Row]]]] = field(default_factory=list)
    _asking: asyncio.Task[None] | None = None

    async def rows(self, name: UUID) -> Sequence[Row]:
        """The rows of this name, in the order of the statement; raises FAILURES."""
        found: asyncio.Future[Sequence[Row]] = asyncio.get_running_loop().create_future()
        self._waiting.append((name, found))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await found

    async def _ask(self) -> None:
        try:
            while self._waiting:
                batch = self._waiting[:MOST_AT_ONCE]
                del self._waiting[:MOST_AT_ONCE]
                await self._select(batch)
        finally:
            self._asking = None

    async def _select(self, batch: Sequence[tuple[UUID, asyncio.Future[Sequence[Row]]]]) -> None:
        rows: dict[UUID, list[Row]] = defaultdict(list)
        failure: BaseException | None = None
        try:
            async with self.database.connection() as connection:
                names = list({name for name, _ in batch})
                for row in await connection.fetch(self.sql, names):
                    rows[row["rid"]].append(row)
        # Whatever it is, each of those who wait gets it.
        except BaseException as raised:  # noqa: BLE001
            failure = raised
        for name, found in batch:
            if found.done():
                continue  # who asked has gone
            if failure is None:
                found.set_result(rows.get(name, []))
            else:
                found.set_exception(failure)
        if failure is not None and not isinstance(failure, Exception):
            raise failure
