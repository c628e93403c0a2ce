"""A source's search of what it put here itself, of many inhabitants: each decided as for a read.

docs/decisions/0072-what-a-source-put-here.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consent.decide import decide_own_search
from consent.decision import Permit
from hub.access.access import Access
from hub.access.called import Called
from hub.access.caller import custodian_of
from hub.access.close import close_to
from hub.access.dossier import ground_of
from hub.errors import Damaged, NotSupported
from hub.query.across import At, next_page, shown
from hub.query.along import Along, wanted_by
from hub.query.read import DIRECTORY
from hub.query.told_across import Across, Told
from hub.search import own
from hub.search.include import MOST
from hub.search.query import OwnContext, SearchQuery
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.storage.database import Row
from hub.storage.stored import unseal_current


def is_own_search(errand: Errand, query: SearchQuery) -> bool:
    """Whether it asks by nothing that is not across inhabitants, and the asker may ask so.

    What is shaped further is searched so only where it does not find its one inhabitant itself.
    """
    asks = query.across and (own.is_plain(query) or isinstance(query.context, OwnContext))
    return asks and isinstance(decide_own_search(errand.question), Permit)


async def own_search(access: Access, errand: Errand, query: SearchQuery) -> Across:
    """What the asker's organisation keeps itself.

    Raises:
        NotSupported: the answer is asked in a shape that it can't have.
    """
    if not own.is_plain(query):
        raise NotSupported(
            "what your organisation keeps itself is sorted by _lastUpdated alone, and brings by "
            "_include what it refers to; add patient= for any other order, _revinclude or :iterate"
        )
    custodian = custodian_of(errand)
    rows, total = await _found(access, errand, query, custodian)
    listed, judge = rows[: query.count], _Judge(access, errand, custodian)
    matches = judge.shown(await access.current_rows.rows(*(row["rid"] for row in listed)))
    brought: Sequence[Row] = ()
    if query.includes:
        way = Along(access, None, errand.urgent, own=custodian)
        brought = await way.named(wanted_by(query.type, query.includes, listed))
    may = [row for row in brought[:MOST] if may_bring(errand.client, row["type"])]
    return Across(
        matches=matches,
        along=judge.shown(may),
        total=total,
        all_along=len(brought) <= MOST,
        damaged=judge.damaged,
        next=next_page(access, errand, query, [_at(row) for row in rows]),
    )


async def _found(
    access: Access, errand: Errand, query: SearchQuery, custodian: str
) -> tuple[Sequence[Row], int | None]:
    """Of all since a moment there may be too many to count at every page."""
    asked = any(name == "_total" and value != "none" for name, value in query.pairs)
    counts = asked or any(name in {"_id", "identifier"} for name, _ in query.pairs)
    rows: Sequence[Row] = ()
    close = close_to(access, errand)
    async with access.database.connection(urgent=errand.urgent) as connection:
        if query.count:
            made = own.page(query, custodian, access.keyring, close)
            rows = await connection.fetch(made.sql, *made.values)
            if not query.cursor and len(rows) <= query.count:
                return rows, len(rows)
        if not (counts or not query.count):
            return rows, None
        made = own.total(query, custodian, access.keyring, close)
        return rows, await connection.fetchval(made.sql, *made.values)


@dataclass(slots=True)
class _Judge:
    """Opens what is this organisation's, or nobody's, as a read of each would."""

    access: Access
    errand: Errand
    custodian: str
    damaged: int = 0

    def shown(self, rows: Sequence[Row]) -> list[Told]:
        """What is whole of these, in their order; what went meanwhile is not there."""
        whole = []
        for row in rows:
            is_own = row["pat"] is None or row["custodian"] == self.custodian
            if not is_own or row["method"] in {None, "DELETE"}:
                continue
            try:
                whole.append(self._opened(row))
            except Damaged:
                self.damaged += 1
        return whole

    def _opened(self, row: Row) -> Told:
        if row["pat"] is None:
            keyring, custodian = self.access.keyring, row["custodian"]
            told = Called(keyring, self.custodian).stored(unseal_current(row, keyring), custodian)
            return Told(told, None, ground_of(keyring, custodian, DIRECTORY))
        found = shown(self.access, self.errand, row)
        if found is None:
            raise Damaged("what is decided by is not whole")
        return found


def _at(row: Row) -> At:
    return str(row["last_updated"]), row["rid"]
