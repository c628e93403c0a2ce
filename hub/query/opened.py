"""What only opened bodies tell, looked up before the page: of what the asker may see alone.

docs/decisions/0059-what-is-found-by-opening.md
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import structs

from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.errors import Damaged, TooCostly
from hub.query.shown import as_it_stands
from hub.search.arguments import Filter
from hub.search.kinds.opened import Listed, Opened
from hub.search.opening import MOST_OPENED, candidates, opened_in, settled
from hub.search.ordering import Sortable, after, in_order
from hub.search.query import Ordered, SearchQuery
from hub.storage.database import Connection, Row
from hub.storage.stored import unseal_current
from profiles.resource.compartment import DIRECTORY, UNBOUND

_DECODER = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
_AT_ONCE = 100
"""Bodies that are opened before others have their turn."""


@dataclass(slots=True)
class Opening:
    """Looks into bodies for one search; `damaged` counts those that can't be opened.

    `own` as in `Arguments`.
    """

    access: Access
    connection: Connection
    dossier: Dossier | None
    now: datetime
    own: str | None = None
    damaged: int = 0
    opened: int = 0

    async def settled(self, query: SearchQuery) -> SearchQuery:
        """The same search, of the index alone.

        Raises:
            TooCostly: more would have to be opened than one search may.
        """
        nested = [one for one in query.filters if not isinstance(one, Opened)]
        plain = await self._settled(nested)
        asked = [one for one in query.filters if isinstance(one, Opened)]
        if asked:
            rows = await self._rows(query.type, [*plain, *_narrowing(asked)], query)
            plain.append(Listed(await self._holding(rows, asked)))
        ordered = await self._ordered(query, plain) if query.order else None
        return structs.replace(query, filters=tuple(plain), ordered=ordered)

    async def _ordered(self, query: SearchQuery, plain: Sequence[Filter]) -> Ordered:
        """The page, and one more: all that match are opened to be sorted."""
        found: list[Sortable] = []
        for row in await self._rows(query.type, plain, query):
            await self._turn()
            resource = self.read(row)
            if resource is not None:
                found.append(Sortable(row["rid"], row["last_updated"], resource))
        names = in_order(found, query.order)
        before = after(names, query.cursor)
        return Ordered(tuple(names[before : before + query.count + 1]), before)

    async def _settled(self, conditions: Sequence[Filter]) -> list[Filter]:
        found: dict[Opened, Filter] = {}
        for each in conditions:
            for one in opened_in(each):
                rows = await self._rows(one.type, _narrowing([one]))
                found[one] = Listed(await self._holding(rows, [one]))
        return [settled(each, found) for each in conditions]

    async def _rows(
        self, kind: str, conditions: Sequence[Filter], query: SearchQuery | None = None
    ) -> Sequence[Row]:
        reach = None if kind in DIRECTORY or self.dossier is None else self.dossier.reach
        if reach is not None and query is None and kind in UNBOUND:
            reach = replace(reach, and_directory=True)
        made = candidates(kind, conditions, reach, self.access.keyring, query, self.own)
        rows = await self.connection.fetch(made.sql, *made.values)
        if len(rows) > MOST_OPENED:
            raise TooCostly(
                f"this looks into more than {MOST_OPENED} resources of type {kind}; narrow the "
                "search by a code, a date or an identifier"
            )
        return rows

    async def _holding(
        self, rows: Sequence[Row], asked: Sequence[Opened]
    ) -> tuple[tuple[Any, str], ...]:
        found = []
        for row in rows:
            await self._turn()
            resource = self.read(row)
            if resource is not None and all(one.holds(resource) for one in asked):
                found.append((row["rid"], row["said_by"]))
        return tuple(found)

    async def _turn(self) -> None:
        """Of others, now and then."""
        self.opened += 1
        if not self.opened % _AT_ONCE:
            await asyncio.sleep(0)

    def read(self, row: Row) -> Mapping[str, Any] | None:
        """As it goes out to the asker: by nothing else it is found."""
        try:
            stored = unseal_current(row, self.access.keyring)
        except Damaged:
            self.damaged += 1
            return None
        if self.dossier is not None and row["pat"] is not None:
            stored = as_it_stands(self.dossier, stored, row["custodian"], self.now)
        return _DECODER.decode(stored.body)


def _narrowing(asked: Sequence[Opened]) -> list[Filter]:
    return [one.narrowed for one in asked if one.narrowed is not None]
