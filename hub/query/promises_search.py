"""The tasks of a transfer point about promises of a place, as it lists them: about no inhabitant.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import structs

from consent.asker import Provider
from hub.access.access import Access
from hub.access.called import Called
from hub.access.close import is_close
from hub.errors import Damaged, Forbidden, NotSupported
from hub.ledger.record import Record
from hub.query.across import next_page
from hub.query.derived import NOTHING
from hub.query.search import Answered
from hub.query.search_asked import SearchAsked, bound_to, query_of
from hub.query.written_down import written_down
from hub.search import page
from hub.search.context import CODE, OWNER
from hub.search.query import OfferedContext, SearchQuery
from hub.security.errand import Errand
from hub.storage.database import Row
from hub.storage.promise_tasks import PromiseTask, promises_at
from hub.storage.stored import Stored, unseal_current
from profiles.transfer.choice import PROMISE

PROMISES = "|".join(PROMISE)
"""The code by which they are asked for."""
_STATUS = "status"
_SHAPES = frozenset({"_count", "_format", "_summary", "_elements", "_pretty"})
_OTHERS = "a transfer point asks for the promises that it looks into itself: send your own URA"
_ONLY = (
    "promises of a place that were broken are asked for by this code and by owner:identifier, with "
    "status beside it or not, and come with the oldest first"
)


async def promises_search(access: Access, errand: Errand, asked: SearchAsked) -> Answered | None:
    """One page of them, and its ledger row; None where the search asks for something else.

    Raises:
        Forbidden: it asks for those of another. NotSupported: by something else too, or in another
            shape. Invalid.
    """
    if asked.type != "Task":
        return None
    pairs, _ = page.resumed(asked.pairs, access.keyring, bound_to(errand, asked))
    if (CODE, PROMISES) not in pairs:
        return None
    query = query_of(access.keyring, errand, asked)
    own = _own(errand, query)
    found = await _found(access, errand, query, own)
    rows = await access.current_rows.rows(*(one.rid for one in found[: query.count]))
    matches, damaged = _opened(access, errand, own, rows)
    places = [(one.made_at.isoformat(), one.rid) for one in found]
    more = next_page(access, errand, query, places)
    await access.ledger.write(_record(errand, query, len(matches)))
    is_all = more is None and query.cursor is None
    return Answered(
        query=query if is_all else structs.replace(query, total=False),
        matches=matches,
        along=(),
        total=len(matches),
        damaged=damaged,
        all_along=True,
        derived=NOTHING,
        next=more,
    )


def _own(errand: Errand, query: SearchQuery) -> str:
    """Whose list is asked for, which asks itself."""
    context = query.context
    own = errand.asker.ura if isinstance(errand.asker, Provider) else None
    if not isinstance(context, OfferedContext) or own is None or context.provider != own:
        raise Forbidden(_OTHERS, rule="P-NO-PATIENT-CONTEXT")
    names = [name for name, _ in query.pairs if name not in _SHAPES | {_STATUS}]
    if sorted(names) != sorted((CODE, OWNER)) or query.includes or query.revincludes:
        raise NotSupported(_ONLY)
    return own


async def _found(access: Access, errand: Errand, query: SearchQuery, own: str) -> list[PromiseTask]:
    said = [{*value.split(",")} for name, value in query.pairs if name == _STATUS]
    wanted = sorted(set.intersection(*said)) if said else None
    before = query.cursor
    after = (datetime.fromisoformat(before.moment), before.rid) if before else None
    async with access.database.connection(urgent=errand.urgent) as connection:
        return await promises_at(connection, own, wanted, query.count + 1, after)


def _opened(
    access: Access, errand: Errand, own: str, rows: Sequence[Row]
) -> tuple[list[Stored], int]:
    """What is whole of these, as it is called; how many are not."""
    whole, damaged, called = list[Stored](), 0, Called(access.keyring, own)
    for row in rows:
        if row["pat"] is not None or is_close(access, errand, row):
            continue
        try:
            whole.append(called.stored(unseal_current(row, access.keyring), own))
        except Damaged:
            damaged += 1
    return whole, damaged


def _record(errand: Errand, query: SearchQuery, found: int) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="search-type",
        status=200,
        rule="DIRECTORY",
        errand=errand,
        type=query.type,
        found=found,
        asked=written_down(query),
    )
