"""A search: parsed, its inhabitant named, decided, and answered by one statement.

https://hl7.org/fhir/R4/http.html#search
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hub.access.access import Access
from hub.access.caller import require_caller
from hub.access.dossier import Dossier
from hub.errors import Damaged, Unavailable
from hub.ledger.record import Record
from hub.query.whose import whose
from hub.search import page
from hub.search.include import MOST
from hub.search.parse import Limits, parse
from hub.search.query import Cursor, SearchQuery
from hub.search.registry import searchable
from hub.search.result import FORMATS
from hub.search.statement import Closed, statement
from hub.security.errand import Errand
from hub.security.granted import may_bring, require_may_bring
from hub.storage.database import Connection, Row
from hub.storage.sealing import Keyring
from hub.storage.stored import Stored, unseal_found
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


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """A search as it came in: a type with its parameters, or the link of a page."""

    type: str
    pairs: _Pairs
    limits: Limits
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
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
    async with access.database.connection() as connection:
        dossier, rows = await _found(access, connection, errand, query)
    answered = _answered(access.keyring, errand, query, rows, bound_to)
    await access.ledger.write(_record(access.keyring, errand, dossier, answered, rows))
    if dossier is not None and not dossier.whole:
        return replace(answered, damaged=answered.damaged + 1)
    return answered


async def _found(
    access: Access, connection: Connection, errand: Errand, query: SearchQuery
) -> tuple[Dossier | None, Sequence[Row]]:
    """Decided anew where the facts moved between the decision and the statement."""
    for tried in range(_TRIES):
        dossier = await whose(access, connection, errand, query, anew=tried > 0)
        made = statement(query, dossier.reach if dossier else None, access.keyring)
        rows = await connection.fetch(made.sql, *made.values)
        if rows[0]["total"] is not None:
            return dossier, rows
    raise Unavailable(
        "the inhabitant's choices change at this moment; send the search again",
        headers={"Retry-After": "1"},
    )


def _record(
    keyring: Keyring,
    errand: Errand,
    dossier: Dossier | None,
    answered: Answered,
    rows: Sequence[Row],
) -> Record:
    """Why what is shown is open, what came along too; where nothing is, why it stayed closed."""
    along = Counter(one.type for one in answered.along)
    summary, *found = rows
    closed = dossier.closed(keyring, answered.query.type) if dossier else Closed()
    grounds, rules = closed.grounds, closed.rules
    if summary["total"]:
        rules = "DIRECTORY"
    if dossier is not None and summary["total"]:
        brought = [
            f"{row['rid']} {row['current_section']}"
            for row in found
            if row["mode"] == "include" and row["current_section"] is not None
            if may_bring(errand.client, row["type"])
        ]
        grounds = dossier.reach.shown([*summary["shown"], *brought])
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


def _answered(
    keyring: Keyring, errand: Errand, query: SearchQuery, rows: Sequence[Row], bound_to: str
) -> Answered:
    summary, *found = rows
    matches = [row for row in found if row["mode"] == "match"]
    granted = [
        row for row in found if row["mode"] == "include" and may_bring(errand.client, row["type"])
    ]
    shown, along = matches[: query.count], granted[:MOST]
    opened, damaged = _opened(keyring, shown)
    brought, lost = _opened(keyring, along)
    following = None
    if len(matches) > len(shown) and shown:
        after = Cursor(shown[-1]["sort_key"], shown[-1]["rid"])
        following = page.write_page(page.Page(query.pairs, after), keyring, bound_to)
    return Answered(
        query=query,
        matches=opened,
        along=brought,
        total=summary["total"],
        damaged=damaged + lost,
        all_along=len(granted) <= MOST,
        next=following,
    )


def _opened(keyring: Keyring, rows: Sequence[Row]) -> tuple[list[Stored], int]:
    """What is whole, and how many are not: one that was tampered with spoils no other."""
    opened, damaged = [], 0
    for row in rows:
        try:
            opened.append(unseal_found(row, keyring))
        except Damaged:
            damaged += 1
    return opened, damaged
