"""What a candidate was offered, or the cases of a desk, of many inhabitants: each as for a read.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consent.asker import Provider
from hub.access.access import Access
from hub.errors import Damaged, Forbidden, NotSupported
from hub.query.across import next_page, shown
from hub.query.along import wanted_by
from hub.query.told_across import Across, Told
from hub.search.by_id import REFERENCES
from hub.search.context import CODE, OWNER, REQUESTER
from hub.search.query import Include, OfferedContext, SearchQuery
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.storage.cases import cases_asked_by, cases_at
from hub.storage.database import Connection, Row
from hub.storage.offers import offers_to
from hub.storage.transfers_between import transfers_to
from hub.turns import Turns
from profiles.systems import TRANSFER_OF_CARE

_STATUS = "status"
TRANSFERS = "|".join(TRANSFER_OF_CARE)
"""The code by which transfers are asked for that are no offers too."""
_BESIDE = frozenset({_STATUS, "_include", "_count", "_format", "_summary", "_elements", "_pretty"})
_OTHERS = "an organisation asks for what it was offered itself: send your own URA, or add patient="
_ONLY = (
    "offers to your organisation are asked for by owner:identifier, with status beside it or not, "
    "and come in the order in which they are to be answered, with what they refer to by _include; "
    "with code= of a transfer of care what else you are to take over comes too; cases by code= of "
    "a case, of who looks for a place by owner:identifier, of who asked by requester:identifier, "
    "the oldest first"
)


async def offers_search(access: Access, errand: Errand, query: SearchQuery) -> Across:
    """The offers that are open to it, the first to be answered first; cases, the oldest first.

    Raises:
        Forbidden: it asks for those of another. NotSupported: by something else too, or in another
            shape.
    """
    own = _own(errand, query)
    both = (CODE, TRANSFERS) in query.pairs
    by = {REQUESTER if own.cases == "requester" else OWNER, *([CODE] if own.cases or both else [])}
    names = [name for name, _ in query.pairs if name not in _BESIDE]
    if sorted(names) != sorted(by):
        raise NotSupported(_ONLY)
    said = [{*value.split(",")} for name, value in query.pairs if name == _STATUS]
    wanted = sorted(set.intersection(*said)) if said else None
    before = query.cursor
    after = (datetime.fromisoformat(before.moment), before.rid) if before else None
    async with access.database.connection(urgent=errand.urgent) as connection:
        found = await _found(connection, own, wanted, query.count + 1, after)
        if both:
            others = await transfers_to(connection, own.provider, wanted, query.count + 1, after)
            found = sorted([*found, *others])[: query.count + 1]
    judge = Judge(access, errand)
    rids = [name for _, name in found[: query.count]]
    matches = await judge.shown(await access.current_rows.rows(*rids))
    along = await judge.brings(query.type, rids, query.includes)
    places = [(at.isoformat(), name) for at, name in found]
    more = next_page(access, errand, query, places)
    return Across(
        matches=matches,
        along=along,
        total=None if more or before else len(matches),
        damaged=judge.damaged,
        next=more,
    )


async def _found(
    connection: Connection,
    own: OfferedContext,
    statuses: Sequence[str] | None,
    most: int,
    after: tuple[datetime, UUID] | None,
) -> list[tuple[datetime, UUID]]:
    """The Tasks, each with the moment that orders it."""
    if not own.cases:
        offers = await offers_to(connection, own.provider, statuses, most, after)
        return [(one.answer_by, one.rid) for one in offers]
    find = cases_at if own.cases == "owner" else cases_asked_by
    cases = await find(connection, own.provider, statuses, most, after)
    return [(one.asked_at, one.rid) for one in cases]


def _own(errand: Errand, query: SearchQuery) -> OfferedContext:
    """Whose list is asked for, which asks itself."""
    context = query.context
    own = errand.asker.ura if isinstance(errand.asker, Provider) else None
    if not isinstance(context, OfferedContext) or context.provider != own:
        raise Forbidden(_OTHERS, rule="P-NO-PATIENT-CONTEXT")
    return context


@dataclass(slots=True)
class Judge:
    """Opens what is open to who asks, and passes over what is not."""

    access: Access
    errand: Errand
    damaged: int = 0
    told: dict[UUID, Told] = field(default_factory=dict)

    async def shown(self, rows: Iterable[Row]) -> list[Told]:
        """Those of them, in their order; of what several speak of the newest word that is open."""
        found, turns = list[Told](), Turns()
        for row in rows:
            await turns.give()
            if row["pat"] is None or row["method"] in {None, "DELETE"} or row["rid"] in self.told:
                continue
            try:
                told = shown(self.access, self.errand, row)
            except Damaged:
                self.damaged += 1
                continue
            if told is not None:
                self.told[row["rid"]] = told
                found.append(told)
        return found

    async def brings(
        self, kind: str, rids: Iterable[UUID], includes: Sequence[Include]
    ) -> list[Told]:
        """What these, of one type, refer to, where they are shown and it is open as well."""
        shown_of = [one for one in rids if one in self.told]
        if not includes or not shown_of:
            return []
        async with self.access.database.connection(urgent=self.errand.urgent) as connection:
            sources = await connection.fetch(REFERENCES, shown_of)
        wanted = wanted_by(kind, includes, sources)
        rows = await self.access.current_rows.rows(*wanted)
        fitting = (row for row in rows if wanted[row["rid"]] & {None, row["type"]})
        return await self.shown(
            row for row in fitting if may_bring(self.errand.client, row["type"])
        )
