"""Reads that wait at the same moment share one SELECT."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from hub.storage.database import Database, Row
from hub.storage.gathered import Gathered

MOST_AT_ONCE = 200


class SharedSelect:
    """`sql` takes an array of names as $1, and has the name of each row in its column `rid`."""

    def __init__(self, database: Database, sql: str) -> None:
        self._database, self._sql = database, sql
        self._gathered = Gathered[Sequence[UUID], Sequence[Row]](self._select, MOST_AT_ONCE)

    async def rows(self, *names: UUID) -> Sequence[Row]:
        """The rows of each of these, of one in the order of the statement; raises FAILURES."""
        return await self._gathered.ask(names)

    async def _select(self, asked: Sequence[Sequence[UUID]]) -> list[Sequence[Row]]:
        rows: dict[UUID, list[Row]] = defaultdict(list)
        # An urgent read may be among them.
        async with self._database.connection(urgent=True) as connection:
            names = {name for names in asked for name in names}
            for row in await connection.fetch(self._sql, list(names)):
                rows[row["rid"]].append(row)
        return [[row for name in names for row in rows.get(name, ())] for names in asked]
