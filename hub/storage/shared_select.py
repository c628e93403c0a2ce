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
    _busy: bool = False
    _gone_on: asyncio.Task[None] | None = None

    async def rows(self, name: UUID) -> Sequence[Row]:
        """The rows of this name, in the order of the statement; raises FAILURES."""
        found: asyncio.Future[Sequence[Row]] = asyncio.get_running_loop().create_future()
        if self._busy:
            self._waiting.append((name, found))
        else:
            # Who comes first asks himself: a task for one alone would cost as much as the rest.
            self._busy = True
            try:
                await self._select([(name, found)])
            finally:
                self._go_on()
        return await found

    def _go_on(self) -> None:
        self._busy = bool(self._waiting)
        if self._waiting:
            self._gone_on = asyncio.create_task(self._ask())

    async def _ask(self) -> None:
        batch = self._waiting[:MOST_AT_ONCE]
        del self._waiting[:MOST_AT_ONCE]
        try:
            await self._select(batch)
        finally:
            self._go_on()

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
            elif isinstance(failure, Exception):
                found.set_exception(failure)
            else:
                found.cancel()
        if failure is not None and not isinstance(failure, Exception):
            raise failure
