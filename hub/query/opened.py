"""What only opened bodies tell, looked up before the page: of what the asker may see alone.

docs/decisions/0059-what-is-found-by-opening.md
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypedDict
from uuid import UUID

import msgspec
from msgspec import structs

from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.errors import Damaged, TooCostly
from hub.query.shown import as_it_stands
from hub.search.arguments import Filter
from hub.search.kinds.has import Has, Referred
from hub.search.kinds.opened import Listed, Opened
from hub.search.opening import MOST_OPENED, Sought, candidates, opened_in, settled
from hub.search.ordering import Sortable, after, in_order
from hub.search.query import Ordered, SearchQuery
from hub.search.reach import Reach
from hub.storage.database import Connection, Row
from hub.storage.stored import unseal_current
from profiles.resource.compartment import DIRECTORY, UNBOUND

_WHOLE = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
_AT_ONCE = 100
"""Bodies that are opened before others have their turn."""


@dataclass(slots=True)
class Opening:
    """Looks into bodies for one search; `damaged` counts those that can't be opened.

    `own` and `close` as in `Arguments`.
    """

    access: Access
    connection: Connection
    dossier: Dossier | None
    now: datetime
    own: str | None = None
    close: str | None = None
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
            sought = Sought(query.type, [*plain, *_narrowing(asked)])
            rows = await self._rows(sought, self._reach(query.type), query)
            plain.append(Listed(await self._holding(rows, asked)))
        ordered = await self._ordered(query, plain) if query.order else None
        return structs.replace(query, filters=tuple(plain), ordered=ordered)

    async def _ordered(self, query: SearchQuery, plain: Sequence[Filter]) -> Ordered:
        """The page, and one more: all that match are opened to be sorted."""
        found: list[Sortable] = []
        sought = Sought(query.type, plain)
        for row in await self._rows(sought, self._reach(query.type), query):
            await self._turn()
            resource = self.read(row, _WHOLE)
            if resource is not None:
                found.append(Sortable(row["rid"], row["last_updated"], resource))
        names = in_order(found, query.order)
        before = after(names, query.cursor)
        return Ordered(tuple(names[before : before + query.count + 1]), before)

    async def _settled(self, conditions: Sequence[Filter]) -> list[Filter]:
        found: dict[Filter, Filter] = {}
        for each in conditions:
            for one in opened_in(each):
                if isinstance(one, Opened):
                    sought = Sought(one.type, _narrowing([one]))
                    rows = await self._rows(sought, self._around(one.type))
                    found[one] = Listed(await self._holding(rows, [one]))
                elif isinstance(one.inner, Opened):
                    found[one] = Referred(await self._referred(one, one.inner))
        return [settled(each, found) for each in conditions]

    def _reach(self, kind: str) -> Reach | None:
        return None if kind in DIRECTORY or self.dossier is None else self.dossier.reach

    def _around(self, kind: str) -> Reach | None:
        """The same, with what is nobody's: so a chain goes to it."""
        reach = self._reach(kind)
        return replace(reach, and_directory=True) if reach and kind in UNBOUND else reach

    async def _rows(
        self, sought: Sought, reach: Reach | None, query: SearchQuery | None = None
    ) -> Sequence[Row]:
        made = candidates(sought, reach, self.access.keyring, query, self.own, self.close)
        rows = await self.connection.fetch(made.sql, *made.values)
        if len(rows) > MOST_OPENED:
            raise TooCostly(
                f"this looks into more than {MOST_OPENED} resources of type {sought.type}; narrow "
                "the search by a code, a date or an identifier"
            )
        return rows

    async def _holding(
        self, rows: Sequence[Row], asked: Sequence[Opened]
    ) -> tuple[tuple[UUID, str], ...]:
        found, decoder = [], _decoder_for(asked)
        for row in rows:
            await self._turn()
            resource = self.read(row, decoder)
            if resource is not None and all(one.holds(resource) for one in asked):
                found.append((row["rid"], row["said_by"]))
        return tuple(found)

    async def _referred(self, has: Has, asked: Opened) -> tuple[UUID, ...]:
        """What those that hold refer to; once it is known of a name, no other is opened for it."""
        found, decoder = set[UUID](), _decoder_for([asked])
        sought = Sought(has.type, _narrowing([asked]), has.parameter)
        for row in await self._rows(sought, self._reach(has.type)):
            if found.issuperset(row["targets"]):
                continue
            await self._turn()
            resource = self.read(row, decoder)
            if resource is not None and asked.holds(resource):
                found.update(row["targets"])
        return tuple(found)

    async def _turn(self) -> None:
        """Of others, now and then."""
        self.opened += 1
        if not self.opened % _AT_ONCE:
            await asyncio.sleep(0)

    def read(self, row: Row, decoder: msgspec.json.Decoder[Any]) -> dict[str, Any] | None:
        """As it goes out to the asker: by nothing else it is found."""
        try:
            stored = unseal_current(row, self.access.keyring)
        except Damaged:
            self.damaged += 1
            return None
        if self.dossier is not None and row["pat"] is not None:
            stored = as_it_stands(self.dossier, stored, row["custodian"], self.now)
        resource: dict[str, Any] = decoder.decode(stored.body)
        return resource


def _decoder_for(asked: Sequence[Opened]) -> msgspec.json.Decoder[Any]:
    return _decoder(frozenset({"resourceType"}).union(*(one.looked_at for one in asked)))


@lru_cache(maxsize=512)
def _decoder(elements: frozenset[str]) -> msgspec.json.Decoder[Any]:
    """Of these elements alone: the others are skipped, which costs a third of reading them."""
    members = dict.fromkeys(sorted(elements), Any)
    shape: Any = TypedDict("shape", members, total=False)  # type: ignore[misc]  # its elements are known when it is asked
    return msgspec.json.Decoder(shape, float_hook=Decimal)


def _narrowing(asked: Sequence[Opened]) -> list[Filter]:
    return [one.narrowed for one in asked if one.narrowed is not None]
