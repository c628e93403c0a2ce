"""A search: parsed, its inhabitant named, decided, and answered by one statement.

https://hl7.org/fhir/R4/http.html#search
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

import msgspec
from msgspec import structs

from hub.access.access import Access
from hub.access.caller import require_caller
from hub.access.dossier import Dossier
from hub.access.own import own_name, require_own
from hub.errors import Damaged, Unavailable
from hub.ledger.record import Record
from hub.query.along import Along, Moved
from hub.query.whose import whose
from hub.search import page, statement
from hub.search.include import MOST
from hub.search.parse import Limits, parse
from hub.search.query import Cursor, SearchQuery
from hub.search.reach import Closed, Key, Reach, key_of
from hub.search.registry import searchable
from hub.search.result import FORMATS
from hub.security.errand import Errand
from hub.security.granted import may_bring, require_may_bring
from hub.storage.database import Connection, Row
from hub.storage.sealing import Keyring
from hub.storage.stored import Stored, unseal_current
from profiles.systems import BSN_SYSTEM

__all__ = [
    "FORMATS",
    "PAGE",
    "Answered",
    "Limits",
    "SearchAsked",
    "Stored",
    "search_record",
    "searchable",
]

_TRIES = 3
PAGE = page.PAGE_PARAMETER
_Pairs = Sequence[tuple[str, str]]


class SearchAsked(msgspec.Struct, frozen=True):
    """A search as it came in: a type with its parameters, or the link of a page."""

    type: str
    pairs: _Pairs
    limits: Limits
    lenient: bool = False


class Answered(msgspec.Struct, frozen=True):
    """One page: `total` counts all matches that are open, `next` is a page link's parameter.

    `damaged` counts what was found and can't be shown; `all_along` is whether all came along.
    """

    query: SearchQuery
    matches: Sequence[Stored]
    along: Sequence[Stored]
    total: int
    damaged: int
    all_along: bool
    next: str | None


class _Found(msgspec.Struct, frozen=True):
    """Rows of a page, one more if there is another, and what may come along.

    Of all pages: how many match, and what they are open by.
    """

    dossier: Dossier | None
    matches: Sequence[Row]
    along: Sequence[Row]
    total: int
    shown: Sequence[Key]


async def search_record(access: Access, errand: Errand, asked: SearchAsked) -> Answered:
    """What the asker may see of one inhabitant, or of the directory.

    Raises:
        Invalid, NotSupported: the search can't be done. Forbidden: the asker may not search.
        Unavailable: the inhabitant's choices change at this very moment.
    """
    bound_to = f"{errand.client.client_id}|{asked.type}"
    pairs, cursor = page.resumed(asked.pairs, access.keyring, bound_to)
    query = parse(asked.type, pairs, asked.limits, lenient=asked.lenient, cursor=cursor)
    for kind in query.named_along:
        require_may_bring(errand.client, kind)
    require_caller(errand)
    found = await _found(access, errand, query)
    if found.dossier is not None:
        await access.declare(errand, found.dossier.reach.pat)
    answered = _answered(access.keyring, query, found, bound_to)
    await access.ledger.write(_record(access.keyring, errand, found, answered))
    if found.dossier is not None and not found.dossier.whole:
        return structs.replace(answered, damaged=answered.damaged + 1)
    return answered


async def _found(access: Access, errand: Errand, query: SearchQuery) -> _Found:
    """Decided anew where the facts moved between the decision and a statement."""
    for tried in range(_TRIES):
        with suppress(Moved):
            async with access.database.connection(urgent=errand.urgent) as connection:
                # A person is refused by what is known now, not by what was held.
                anew = tried > 0 or own_name(errand) is not None
                dossier = await whose(access, connection, errand, query, anew=anew)
                if dossier is not None:
                    require_own(access, errand, dossier)
                reach = dossier.reach if dossier else None
                rows, brought = await _matches(access, connection, query, reach)
                shown: Sequence[Key] = [(row["section"], row["rid"]) for row in rows]
                total = len(rows)
                if query.cursor or not query.count or total > query.count:
                    total, shown = await _summary(access, connection, query, reach)
            along: Sequence[Row] = ()
            if query.includes or query.revincludes:
                way = Along(access, reach, errand.urgent)
                along = await way.bring(query, rows[: query.count], brought)
            may = [row for row in along if may_bring(errand.client, row["type"])]
            return _Found(dossier, rows, may, total, shown)
    raise Unavailable(
        "the inhabitant's choices change at this moment; send the search again",
        headers={"Retry-After": "1"},
    )


async def _matches(
    access: Access, connection: Connection, query: SearchQuery, reach: Reach | None
) -> tuple[Sequence[Row], Sequence[Row]]:
    """Those of the page, and one more if there is another page; what they include. Raises Moved."""
    if not query.count:
        return (), ()
    made = statement.page(query, reach, access.keyring)
    rows = await connection.fetch(made.sql, *made.values)
    if not rows[0]["holds"]:
        raise Moved
    if not query.includes:
        return rows if rows[0]["rid"] else (), ()
    matches = [row for row in rows if row["rid"] and not row["along"]]
    return matches, rows[len(matches) :] if matches else ()


async def _summary(
    access: Access, connection: Connection, query: SearchQuery, reach: Reach | None
) -> tuple[int, Sequence[Key]]:
    """How many match on all pages, and what they are open by; raises Moved."""
    made = statement.summary(query, reach, access.keyring)
    [row] = await connection.fetch(made.sql, *made.values)
    if not row["holds"]:
        raise Moved
    return row["total"], [key_of(text) for text in row["shown"] if text]


def _record(keyring: Keyring, errand: Errand, found: _Found, answered: Answered) -> Record:
    """Why what is shown is open, what came along too; where nothing is, why it stayed closed."""
    along, dossier = Counter(one.type for one in answered.along), found.dossier
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
        found=len(answered.matches),
        grounds=grounds,
        asked=_asked(answered.query),
        detail={"along": along} if along else {},
    )


def _asked(query: SearchQuery) -> str:
    """The parameters; of values only what names nobody: codes with their system, and ours."""
    return "&".join(
        f"{name}={value}" if name.startswith("_in") or _is_code(name, value) else name
        for name, value in query.pairs
    )


def _is_code(name: str, value: str) -> bool:
    return value.startswith("http") and "identifier" not in name and BSN_SYSTEM not in value


def _answered(keyring: Keyring, query: SearchQuery, found: _Found, bound_to: str) -> Answered:
    shown = found.matches[: query.count]
    opened, damaged = _opened(keyring, shown)
    brought, lost = _opened(keyring, found.along[:MOST])
    following = None
    if len(found.matches) > len(shown):
        moment = shown[-1]["sort_key"]
        after = Cursor(str(moment), shown[-1]["rid"])
        following = page.write_page(page.Page(query.pairs, after), keyring, bound_to)
    return Answered(
        query=query,
        matches=opened,
        along=brought,
        total=found.total,
        damaged=damaged + lost,
        all_along=len(found.along) <= MOST,
        next=following,
    )


def _opened(keyring: Keyring, rows: Sequence[Row]) -> tuple[list[Stored], int]:
    """What is whole, and how many are not: one that was tampered with spoils no other."""
    opened, damaged = [], 0
    for row in rows:
        try:
            opened.append(unseal_current(row, keyring))
        except Damaged:
            damaged += 1
    return opened, damaged
