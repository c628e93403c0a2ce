"""What a candidate was offered, or the cases of a desk, of many inhabitants: each as for a read.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consent.asker import Provider
from hub.access.access import Access
from hub.errors import Damaged, Forbidden, NotSupported
from hub.ledger.record import Ground
from hub.query.across import next_page, shown
from hub.query.own_search import Own
from hub.search.context import CODE, OWNER, REQUESTER
from hub.search.query import OfferedContext, SearchQuery
from hub.security.errand import Errand
from hub.storage.cases import cases_asked_by, cases_at
from hub.storage.database import Connection, Row
from hub.storage.offers import offers_to
from hub.storage.stored import Stored
from hub.storage.transfers_between import transfers_to
from hub.turns import Turns
from profiles.systems import TRANSFER_OF_CARE

_STATUS = "status"
TRANSFERS = "|".join(TRANSFER_OF_CARE)
"""The code by which transfers are asked for that are no offers too."""
_SHAPES = frozenset({"_count", "_format", "_summary", "_elements", "_pretty"})
_OTHERS = "an organisation asks for what it was offered itself: send your own URA, or add patient="
_ONLY = (
    "offers to your organisation are asked for by owner:identifier, with status beside it or not, "
    "and come in the order in which they are to be answered; with code= of a transfer of care what "
    "else you are to take over comes too; cases by code= of a case, of who looks for a place by "
    "owner:identifier, of who asked by requester:identifier, the oldest first"
)


async def offers_search(access: Access, errand: Errand, query: SearchQuery, bound_to: str) -> Own:
    """The offers that are open to it, the first to be answered first; cases, the oldest first.

    Raises:
        Forbidden: it asks for those of another. NotSupported: by something else too, or in another
            shape.
    """
    own = _own(errand, query)
    both = (CODE, TRANSFERS) in query.pairs
    by = {REQUESTER if own.cases == "requester" else OWNER, *([CODE] if own.cases or both else [])}
    names = [name for name, _ in query.pairs if name not in _SHAPES | {_STATUS}]
    if sorted(names) != sorted(by) or query.includes or query.revincludes:
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
    judge = _Judge(access, errand)
    rids = [name for _, name in found[: query.count]]
    matches = await judge.shown(await access.current_rows.rows(*rids))
    places = [(at.isoformat(), name) for at, name in found]
    more = next_page(access, query, places, bound_to)
    return Own(
        matches=matches,
        along=(),
        total=None if more or before else len(matches),
        damaged=judge.damaged,
        all_along=True,
        grounds=judge.grounds,
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
class _Judge:
    """Opens what is open to who asks, and passes over what is not."""

    access: Access
    errand: Errand
    damaged: int = 0
    grounds: dict[UUID | None, list[Ground]] = field(default_factory=dict)

    async def shown(self, rows: Sequence[Row]) -> list[Stored]:
        """Those of them, in their order."""
        found, turns = list[Stored](), Turns()
        for row in rows:
            await turns.give()
            if row["pat"] is None or row["method"] in {None, "DELETE"}:
                continue
            try:
                told = shown(self.access, self.errand, row)
            except Damaged:
                self.damaged += 1
                continue
            if told is not None:
                found.append(told[0])
                self.grounds.setdefault(row["pat"], []).append(told[1])
        return found
