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
from profiles.resource.compartment import CLOSE

Wanted = dict[UUID, set[str | None]]


class Moved(Exception):
    """The inhabitant's facts are no longer those that were decided by."""


@dataclass(slots=True)
class Along:
    """Of each resource the newest word that is open; of the same inhabitant, or the directory.

    More than `MOST` say that not all came. Of `own` it is what this organisation keeps itself.
    """

    access: Access
    reach: Reach | None
    urgent: bool = False
    own: str | None = None
    seen: set[UUID] = field(default_factory=set)
    brought: list[Row] = field(default_factory=list)

    async def bring(
        self, query: SearchQuery, matches: Sequence[Row], included: Sequence[Row]
    ) -> list[Row]:
        """What the includes of this search bring with these matches, which came with `included`.

        Raises:
            Moved: something is no longer as it was decided; search anew.
        """
        self.seen = {row["rid"] for row in matches}
        sources: list[References] = []
        if query.includes:
            sources = [_references(row["type"], row) for row in matches]
        named = [(row["type"], row["rid"]) for row in matches]
        new = self._added(_followed(sources, query.includes), included)
        new += await self._step([], named, (), query.revincludes)
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
        wanted = _followed(sources, includes)
        back = backward(named, revincludes, self.reach, self.access.keyring)
        if back is not None:
            async with self.access.database.connection(urgent=self.urgent) as connection:
                for row in await connection.fetch(back.sql, *back.values):
                    wanted.setdefault(row["rid"], set()).add(None)
        return await self.named(wanted)

    async def named(self, wanted: Wanted) -> list[Row]:
        """Those of these names, each of one of its types, that are open and not here yet.

        Raises:
            Moved: as `bring`.
        """
        names = [name for name in wanted if name not in self.seen]
        if not names:
            return []
        rows = await self.access.current_rows.rows(*names)
        if any(self._is_moved(row) for row in rows):
            raise Moved
        return self._added(wanted, rows)

    def _added(self, wanted: Wanted, rows: Sequence[Row]) -> list[Row]:
        """Of each resource the first row that is open; the rows of one come newest first."""
        new = []
        reach = self.reach
        if reach is not None and reach.first:
            rows = sorted(rows, key=lambda row: reach.turn(row["custodian"]) if row["pat"] else 0)
        for row in rows:
            name, kinds = row["rid"], wanted.get(row["rid"], ())
            fits = None in kinds or row["type"] in kinds
            if fits and name not in self.seen and self._opens(row):
                self.seen.add(name)
                new.append(row)
        self.brought += new
        return new

    def _is_moved(self, row: Row) -> bool:
        return (
            self.reach is not None
            and row["pat"] == self.reach.pat
            and row["epoch"] != self.reach.epoch
        )

    def _opens(self, row: Row) -> bool:
        if row["method"] in {None, "DELETE"}:
            return False
        if row["pat"] is None:
            return bool(row["type"] != CLOSE)
        if self.own is not None:
            return bool(row["custodian"] == self.own)
        if self.reach is None or row["pat"] != self.reach.pat:
            return False
        return self.reach.opens(row["rid"], row["section"])

    async def _references_of(self, rows: Sequence[Row]) -> list[References]:
        kinds = {row["rid"]: row["type"] for row in rows}
        async with self.access.database.connection(urgent=self.urgent) as connection:
            found = await connection.fetch(REFERENCES, list(kinds))
        return [_references(kinds[row["rid"]], row) for row in found]


def _followed(sources: Iterable[References], includes: Sequence[Include]) -> Wanted:
    wanted: Wanted = {}
    for name, kind in forward(sources, includes):
        wanted.setdefault(name, set()).add(kind)
    return wanted


def wanted_by(kind: str, includes: Sequence[Include], rows: Iterable[Row]) -> Wanted:
    """What these includes follow from these resources of a type."""
    return _followed([_references(kind, row) for row in rows], includes)


def _references(kind: str, row: Row) -> References:
    return kind, row["reference_params"], row["reference_targets"]
