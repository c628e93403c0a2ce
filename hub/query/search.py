"""A search: parsed, its inhabitant named, decided, and answered by one statement.

https://hl7.org/fhir/R4/http.html#search
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec import structs

from consent.data_category import CATEGORIES, category_of
from hub.access.access import Access
from hub.access.called import Called
from hub.access.caller import names_of
from hub.access.close import Who, who_asks
from hub.access.consultation import Consultation
from hub.access.dossier import Dossier
from hub.access.own import own_name, require_own
from hub.errors import Damaged, Unavailable
from hub.ledger.record import Record
from hub.query.along import Along, Moved
from hub.query.contrary_told import KIND, flagged
from hub.query.derived import NOTHING, Derived, Made, derived, without_what_matches
from hub.query.offers_search import offers_search
from hub.query.opened import Opening
from hub.query.own_search import is_own_search, own_search
from hub.query.search_asked import SearchAsked, bound_to, query_of
from hub.query.shown import as_it_stands
from hub.query.told_across import Across, records_of
from hub.query.whose import whose
from hub.query.withheld import asked_of_what_goes_out
from hub.query.written_down import written_down
from hub.search import page, statement
from hub.search.include import MOST
from hub.search.parse import Limits
from hub.search.part import Parts
from hub.search.query import Cursor, OfferedContext, SearchQuery
from hub.search.reach import Closed, Key, Reach, key_of
from hub.search.registry import of_record, searchable
from hub.search.result import JSON_FORMATS, TOTALS, XML_FORMATS
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.storage.database import Connection, Row
from hub.storage.sealing import Keyring
from hub.storage.stored import Stored, unseal_current

__all__ = [
    "JSON_FORMATS",
    "PAGE",
    "TOTALS",
    "XML_FORMATS",
    "Answered",
    "Limits",
    "Made",
    "Parts",
    "SearchAsked",
    "Stored",
    "of_record",
    "search_record",
    "searchable",
]

_TRIES = 3
PAGE = page.PAGE_PARAMETER
_Pairs = Sequence[tuple[str, str]]


class Answered(msgspec.Struct, frozen=True):
    """One page: `total` counts all matches that are open, `next` is a page link's parameter.

    `damaged` counts what was found and can't be shown; `all_along` is whether all came along.
    What is `derived` matches too, and is among the `total`. Whose record it was asked of
    `is_replaced` where the asker itself put another in his place.
    """

    query: SearchQuery
    matches: Sequence[Stored]
    along: Sequence[Stored]
    total: int
    damaged: int
    all_along: bool
    derived: Derived
    next: str | None
    is_replaced: bool = False


class _Found(msgspec.Struct, frozen=True):
    """Rows of a page, one more if there is another, and what may come along.

    Of all pages: how many match, and what they are open by.
    """

    dossier: Dossier | None
    matches: Sequence[Row]
    along: Sequence[Row]
    total: int
    shown: Sequence[Key]
    derived: Derived = NOTHING
    damaged: int = 0


class _Read(NamedTuple):
    """Rows of the page with what they include; how many match on all, and what they are open by."""

    rows: Sequence[Row]
    brought: Sequence[Row]
    total: int
    shown: Sequence[Key]
    damaged: int = 0


async def search_record(access: Access, errand: Errand, asked: SearchAsked) -> Answered:
    """What the asker may see of one inhabitant, or of the directory.

    Raises:
        Invalid, NotSupported: the search can't be done. Forbidden: the asker may not search.
        Unavailable: the inhabitant's choices change at this very moment.
    """
    query = query_of(access.keyring, errand, asked)
    if is_own_search(errand, query):
        own = await own_search(access, errand, query)
        return await _across(access, errand, query, asked.operation, own)
    if isinstance(query.context, OfferedContext):
        offers = await offers_search(access, errand, query)
        return await _across(access, errand, query, asked.operation, offers)
    consultation = Consultation(access, errand)
    found = await _found(access, consultation, query, asked.limits)
    if found.dossier is not None:
        await access.declare(errand, found.dossier)
        if not found.total and _is_left_to_mitz(query):
            await consultation.wait_alike()
    answered = _answered(access.keyring, query, found, errand)
    record = _record(access.keyring, consultation, found, answered)
    await access.ledger.write(_of_operation(record, asked.operation))
    if found.dossier is not None and not found.dossier.whole:
        return structs.replace(answered, damaged=answered.damaged + 1)
    return answered


async def _across(
    access: Access, errand: Errand, query: SearchQuery, operation: str, found: Across
) -> Answered:
    records = records_of(errand, query.type, found.matches, found.along, written_down(query))
    await access.ledger.write(*(_of_operation(one, operation) for one in records))
    return Answered(
        query=query if found.total is not None else structs.replace(query, total=False),
        matches=[one.stored for one in found.matches],
        along=[one.stored for one in found.along],
        total=found.total or 0,
        damaged=found.damaged,
        all_along=found.all_along,
        derived=NOTHING,
        next=found.next,
    )


def _of_operation(record: Record, operation: str) -> Record:
    if not operation:
        return record
    detail = {**record.detail, "operation": operation}
    return structs.replace(record, interaction="operation", detail=detail)


def _is_left_to_mitz(query: SearchQuery) -> bool:
    """Whether it finds, or brings, data of which Mitz has a say."""
    brings = query.includes or query.revincludes or query.looked_into
    return bool(category_of(query.type) in CATEGORIES or brings)


async def _found(
    access: Access, consultation: Consultation, query: SearchQuery, limits: Limits
) -> _Found:
    """Decided anew where the facts moved between the decision and a statement."""
    errand = consultation.errand
    for tried in range(_TRIES):
        with suppress(Moved):
            # A person is refused by what is known now, not by what was held.
            anew = tried > 0 or own_name(errand) is not None
            dossier, read = await _decided(access, consultation, query, anew=anew)
            found = await _with_what_comes_along(access, errand, query, dossier, read)
            if dossier is None:
                return found
            return _with_derived(found, await derived(access, errand, query, limits, dossier))
    raise Unavailable(
        "the inhabitant's choices change at this moment; send the search again",
        headers={"Retry-After": "1"},
    )


async def _decided(
    access: Access, consultation: Consultation, query: SearchQuery, *, anew: bool
) -> tuple[Dossier | None, _Read]:
    """While Mitz is asked no connection is held, and the facts may move; raises Moved then."""
    errand = consultation.errand
    async with access.database.connection(urgent=errand.urgent) as connection:
        dossier = await whose(access, connection, errand, query, anew=anew)
        if dossier is None:
            return None, await _read(access, connection, query, None, errand)
        require_own(access, errand, dossier)
        due = consultation.due(dossier) if _is_left_to_mitz(query) else []
        if due and not anew:
            # What is held may be of the past, and Mitz is told of nobody whom it need not know of.
            dossier = await whose(access, connection, errand, query, anew=True) or dossier
            due = consultation.due(dossier)
        if not due:
            dossier = consultation.seen(dossier)
            return dossier, await _read(access, connection, query, dossier, errand)
    await consultation.ask(dossier, due)
    dossier = consultation.seen(dossier)
    async with access.database.connection(urgent=errand.urgent) as connection:
        return dossier, await _read(access, connection, query, dossier, errand)


async def _read(
    access: Access,
    connection: Connection,
    query: SearchQuery,
    dossier: Dossier | None,
    errand: Errand,
) -> _Read:
    """Raises Moved."""
    reach, damaged = dossier.reach if dossier else None, 0
    who = who_asks(access, errand, query.type)
    if dossier is not None:
        query = asked_of_what_goes_out(query, dossier)
    if query.opens:
        opening = Opening(access, connection, dossier, errand.now, *who)
        query, damaged = await opening.settled(query), opening.damaged
    rows, brought = await _matches(access, connection, query, reach, who)
    of_record = [row for row in rows if row["section"] is not None]
    shown: Sequence[Key] = [(row["section"], row["rid"]) for row in of_record]
    total = len(rows)
    if query.cursor or not query.count or total > query.count:
        total, shown = await _summary(access, connection, query, reach, who)
    return _Read(rows, brought, total, shown, damaged)


async def _with_what_comes_along(
    access: Access, errand: Errand, query: SearchQuery, dossier: Dossier | None, read: _Read
) -> _Found:
    """Raises Moved."""
    along: Sequence[Row] = ()
    if query.includes or query.revincludes:
        way = Along(access, dossier.reach if dossier else None, errand.urgent)
        along = await way.bring(query, read.rows[: query.count], read.brought)
    may = [row for row in along if may_bring(errand.client, row["type"])]
    return _Found(dossier, read.rows, may, read.total, read.shown, damaged=read.damaged)


def _with_derived(found: _Found, said: Derived) -> _Found:
    if said is NOTHING:
        return found
    total, shown = found.total + len(said.made), [*found.shown, *said.keys]
    return structs.replace(found, derived=said, total=total, shown=shown)


async def _matches(
    access: Access,
    connection: Connection,
    query: SearchQuery,
    reach: Reach | None,
    who: Who,
) -> tuple[Sequence[Row], Sequence[Row]]:
    """Those of the page, and one more if there is another page; what they include. Raises Moved."""
    if not query.count:
        return (), ()
    made = statement.page(query, reach, access.keyring, *who)
    rows = await connection.fetch(made.sql, *made.values)
    if not rows[0]["holds"]:
        raise Moved
    if not query.includes:
        return rows if rows[0]["rid"] else (), ()
    matches = [row for row in rows if row["rid"] and not row["along"]]
    return matches, rows[len(matches) :] if matches else ()


async def _summary(
    access: Access,
    connection: Connection,
    query: SearchQuery,
    reach: Reach | None,
    who: Who,
) -> tuple[int, Sequence[Key]]:
    """How many match on all pages, and what they are open by; raises Moved."""
    made = statement.summary(query, reach, access.keyring, *who)
    [row] = await connection.fetch(made.sql, *made.values)
    if not row["holds"]:
        raise Moved
    return row["total"], [key_of(text) for text in row["shown"] if text]


def _record(
    keyring: Keyring, consultation: Consultation, found: _Found, answered: Answered
) -> Record:
    """Why what is shown is open, what came along too; where nothing is, why it stayed closed."""
    errand, dossier = consultation.errand, found.dossier
    along = Counter(one.type for one in answered.along)
    closed = dossier.closed(keyring, answered.query.type) if dossier else Closed()
    grounds, rules = closed.grounds, closed.rules
    if found.total:
        rules = "DIRECTORY"
    if dossier is not None and found.total:
        brought = [
            (row["section"], row["rid"]) for row in found.along if row["section"] is not None
        ]
        grounds = dossier.reach.shown([*found.shown, *brought])
        rules = " ".join(sorted({ground.rule for ground in grounds}))
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="search-type",
        status=200,
        rule=rules,
        errand=errand,
        pat=closed.pat,
        type=answered.query.type,
        found=len(answered.matches) + len(answered.derived.made),
        grounds=grounds,
        asked=written_down(answered.query),
        detail=_detail(along, answered, dossier, errand.now) | consultation.evidence,
    )


def _detail(
    along: Counter[str], answered: Answered, dossier: Dossier | None, now: datetime
) -> dict[str, object]:
    shows = dossier is not None and any(one.type == KIND for one in answered.matches)
    told = {
        "along": along,
        "derived": len(answered.derived.made),
        "contrary": len(flagged(dossier, now)) if dossier and shows else 0,
    }
    return {name: value for name, value in told.items() if value}


def _answered(keyring: Keyring, query: SearchQuery, found: _Found, errand: Errand) -> Answered:
    shown = found.matches[: query.count]
    matches, damaged = opened(keyring, shown, found.dossier, errand)
    brought, lost = opened(keyring, found.along[:MOST], found.dossier, errand)
    made = without_what_matches(found.derived, matches)
    twice = len(found.derived.made) - len(made.made)
    following = None
    if len(found.matches) > len(shown):
        after, bound = Cursor(str(shown[-1]["sort_key"]), shown[-1]["rid"]), bound_to(errand, query)
        following = page.write_page(page.Page(query.pairs, after), keyring, bound)
    return Answered(
        query=query,
        matches=matches,
        along=brought,
        total=found.total - twice,
        damaged=damaged + lost + made.damaged + found.damaged,
        all_along=len(found.along) <= MOST,
        derived=made if query.count else structs.replace(made, made=()),
        next=following,
        is_replaced=found.dossier is not None and found.dossier.facts.is_replaced(names_of(errand)),
    )


def opened(
    keyring: Keyring, rows: Sequence[Row], dossier: Dossier | None, errand: Errand
) -> tuple[list[Stored], int]:
    """What is whole, as it is called; how many are not: one tampered with spoils no other."""
    whole, damaged = [], 0
    called = Called(keyring, names_of(errand))
    for row in rows:
        try:
            stored = unseal_current(row, keyring)
            if dossier is not None:
                stored = as_it_stands(dossier, stored, row["custodian"], errand.now)
            else:
                stored = called.stored(stored, row["custodian"])
            whole.append(stored)
        except Damaged:
            damaged += 1
    return whole, damaged
