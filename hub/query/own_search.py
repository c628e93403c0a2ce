"""A source's search of what it put here itself, of many inhabitants: each decided as for a read.

docs/decisions/0072-what-a-source-put-here.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from consent.decide import decide_own_search
from consent.decision import Permit
from hub.access.access import Access
from hub.access.called import Called
from hub.access.caller import custodian_of
from hub.access.close import close_to
from hub.access.dossier import ground_of
from hub.errors import Damaged, NotSupported
from hub.ledger.record import Ground, Record, rules_of
from hub.query.across import At, next_page, shown
from hub.query.along import Along, wanted_by
from hub.query.read import DIRECTORY
from hub.search import own
from hub.search.include import MOST
from hub.search.query import OwnContext, SearchQuery
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.storage.database import Row
from hub.storage.stored import Stored, unseal_current


class Own(NamedTuple):
    """One page, with the parameter of the link to the next.

    `total` is None where it was not counted. `grounds` are by inhabitant, None for the directory.
    """

    matches: Sequence[Stored]
    along: Sequence[Stored]
    total: int | None
    damaged: int
    all_along: bool
    grounds: Mapping[UUID | None, Sequence[Ground]]
    next: str | None


def is_own_search(errand: Errand, query: SearchQuery) -> bool:
    """Whether it asks by nothing that is not across inhabitants, and the asker may ask so.

    What is shaped further is searched so only where it does not find its one inhabitant itself.
    """
    asks = query.across and (own.is_plain(query) or isinstance(query.context, OwnContext))
    return asks and isinstance(decide_own_search(errand.question), Permit)


async def own_search(access: Access, errand: Errand, query: SearchQuery, bound_to: str) -> Own:
    """What the asker's organisation keeps itself; the link to a next page is `bound_to` the asker.

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
        brought = await way.named(wanted_by(query, listed))
    may = [row for row in brought[:MOST] if may_bring(errand.client, row["type"])]
    return Own(
        matches=matches,
        along=judge.shown(may),
        total=total,
        all_along=len(brought) <= MOST,
        damaged=judge.damaged,
        grounds=judge.grounds,
        next=next_page(access, query, [_at(row) for row in rows], bound_to),
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
    grounds: dict[UUID | None, list[Ground]] = field(default_factory=dict)

    def shown(self, rows: Sequence[Row]) -> list[Stored]:
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

    def _opened(self, row: Row) -> Stored:
        if row["pat"] is None:
            keyring, custodian = self.access.keyring, row["custodian"]
            stored = unseal_current(row, keyring)
            told = Called(keyring, self.custodian).stored(stored, custodian)
            ground = ground_of(keyring, custodian, DIRECTORY)
        else:
            found = shown(self.access, self.errand, row)
            if found is None:
                raise Damaged("what is decided by is not whole")
            told, ground = found
        self.grounds.setdefault(row["pat"], []).append(ground)
        return told


def _at(row: Row) -> At:
    return str(row["last_updated"]), row["rid"]


def records_of(errand: Errand, query: SearchQuery, found: Own, asked: str) -> Iterator[Record]:
    """A row for each inhabitant of whom something was shown; one of nobody where nothing was."""
    for pat, grounds in (found.grounds or {None: []}).items():
        once = tuple(dict.fromkeys(grounds))
        yield Record(
            at=errand.now,
            request_id=errand.request_id,
            interaction="search-type",
            status=200,
            rule=rules_of(once),
            errand=errand,
            pat=pat,
            type=query.type,
            found=len(grounds),
            grounds=once if pat else (),
            asked=asked,
        )
