"""What comes along with the matches: looked up by name, inside the same decision.

https://hl7.org/fhir/R4/search.html#include
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hub.access.access import Access
from hub.search.by_id import REFERENCES
from hub.search.include import MOST, References, backward, forward
from hub.search.query import Include, SearchQuery
from hub.search.reach import Reach
from hub.storage.database import Row

_Wanted = dict[UUID, set[str | None]]


class Moved(Exception):
    """The inhabitant's facts are no longer those that were decided by."""


@dataclass(slots=True)
class Along:
    """Of each resource the newest word that is open; of the same inhabitant, or the directory.

    More than `MOST` say that not all came.
    """

    access: Access
    reach: Reach | None
    urgent: bool = False
    seen: set[UUID] = field(default_factory=set)
    brought: list[Row] = field(default_factory=list)

    async def bring(self, query: SearchQuery, matches: Sequence[Row]) -> list[Row]:
        """What the includes of this search bring with these matches.

        Raises:
            Moved: something is no longer as it was decided; search anew.
        """
        self.seen = {row["rid"] for row in matches}
        sources: list[References] = []
        if query.includes:
            sources = [_references(row["type"], row) for row in matches]
        named = [(row["type"], row["rid"]) for row in matches]
        new = await self._step(sources, named, query.includes, query.revincludes)
        again = tuple(each for each in query.includes if each.iterate)
        again_back = tuple(each for each in query.revincludes if each.iterate)
        while new and (again or again_back) and len(self.brought) <= MOST:
            sources = await self._references_of(new) if again else []
            named = [(row["type"], row["rid"]) for row in new]
            new = await self._step(sources, named, again, again_back)
        return self.brought

    async def _step(
        self,
        sources: Iterable[References],
        named: Sequence[tuple[str, UUID]],
        includes: Sequence[Include],
        revincludes: Sequence[Include],
    ) -> list[Row]:
        """One reference further; what is here already does not come again."""
        wanted: _Wanted = {}
        for name, kind in forward(sources, includes):
            wanted.setdefault(name, set()).add(kind)
        back = backward(named, revincludes, self.reach, self.access.keyring)
        if back is not None:
            async with self.access.database.connection(urgent=self.urgent) as connection:
                for row in await connection.fetch(back.sql, *back.values):
                    wanted.setdefault(row["rid"], set()).add(None)
        new = await self._open(wanted)
        self.seen |= {row["rid"] for row in new}
        self.brought += new
        return new

    async def _open(self, wanted: _Wanted) -> list[Row]:
        names = [name for name in wanted if name not in self.seen]
        if not names:
            return []
        found: dict[UUID, Row] = {}
        for row in await self.access.current_rows.rows(*names):
            kinds = wanted[row["rid"]]
            if row["rid"] not in found and self._opens(row) and {None, row["type"]} & kinds:
                found[row["rid"]] = row
        return list(found.values())

    def _opens(self, row: Row) -> bool:
        """The rows of one resource come newest first, those that were deleted last."""
        if row["method"] in {None, "DELETE"}:
            return False
        if row["pat"] is None:
            return True
        if self.reach is None or row["pat"] != self.reach.pat:
            return False
        if row["epoch"] != self.reach.epoch:
            raise Moved
        return self.reach.opens(row["rid"], row["section"])

    async def _references_of(self, rows: Sequence[Row]) -> list[References]:
        kinds = {row["rid"]: row["type"] for row in rows}
        async with self.access.database.connection(urgent=self.urgent) as connection:
            found = await connection.fetch(REFERENCES, list(kinds))
        return [_references(kinds[row["rid"]], row) for row in found]


def _references(kind: str, row: Row) -> References:
    return kind, row["reference_params"], row["reference_targets"]
