"""One SQL statement for a whole search: filters, decision, page, includes.

What was decided stands before count and paging, so that totals tell nothing of what is closed,
and closed rows are not visited. docs/decisions/0017-one-decision-in-python.md
"""

from dataclasses import dataclass
from uuid import UUID

from hub.ledger.record import NOTHING, Ground
from hub.search.arguments import Arguments
from hub.search.include import included
from hub.search.query import FinderContext, IdContext, SearchQuery, Sort
from hub.search.reach import Reach
from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring
from profiles.resource.compartment import SHARED

_COLUMNS = ", ".join(
    f"r.{column}"
    for column in [
        *("rid", "said_by", "type", "version", "last_updated", "pat", "section", "custodian"),
        *("category", "deleted", "sealed_id", "reference_params", "reference_targets"),
        *("date_params", "date_lows", "date_highs"),
    ]
)

STORED_COLUMNS = (
    *("type", "rid", "version", "method", "last_updated", "pat", "custodian", "category"),
    "sealed",
)
STORED = ", ".join(f"v.{column}" for column in STORED_COLUMNS)
OWN = ("said_by", "type", "section", "pat", "custodian", "category", "deleted", "sealed_id")
NO_ROW = ", ".join(["NULL"] * (len(STORED_COLUMNS) + len(OWN)))


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text, the same for the same shape of search, and its values in order."""

    sql: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """What the ledger says where nothing is found: whose record it was, why it stayed closed."""

    pat: UUID | None = None
    rules: str = NOTHING
    grounds: tuple[Ground, ...] = ()


def statement(query: SearchQuery, reach: Reach | None, keyring: Keyring) -> Statement:
    """The search as one statement; `reach` None searches the directory.

    Rows: mode (match, include, summary) and what a stored version is opened by; of the summary
    `total`, null where the inhabitant's facts are no longer those that were decided by, and
    `shown`, the keys of its grounds. One more match than `_count` says that there is a next page.
    """
    arguments = Arguments(keyring, reach)
    parts = [
        f"visible AS MATERIALIZED ({_visible(query, arguments)})",
        f"page AS MATERIALIZED ({_page(query, arguments)})",
        *included(query, arguments),
    ]
    if reach is not None:
        parts.insert(0, f"settled AS MATERIALIZED ({_settled(reach, arguments)})")
    sql = f"WITH RECURSIVE {', '.join(parts)} {_answer(query, arguments)}"
    return Statement(sql, tuple(arguments.values))


def _settled(reach: Reach, arguments: Arguments) -> str:
    """Whether the facts are still those of the epoch that was decided at."""
    pat, epoch = arguments.add(reach.pat, "uuid"), arguments.add(reach.epoch, "bigint")
    return (
        f"SELECT coalesce((SELECT i.epoch FROM inhabitant i WHERE i.pat = {pat}), 0) = {epoch} "
        "AS holds"
    )


def _holds(arguments: Arguments) -> str:
    return " AND (SELECT holds FROM settled)" if arguments.reach is not None else ""


def _visible(query: SearchQuery, arguments: Arguments) -> str:
    """Of a shared type the newest word that is open to the asker stands for all."""
    kind, key = arguments.add(query.type, "text"), _sort_key(query.sort, arguments)
    conditions = [
        arguments.visible("r"),
        f"r.type = {kind}",
        "NOT r.deleted",
        *_narrowed(query, arguments),
        *(each.sql("r", arguments) for each in query.filters),
    ]
    once, newest = "", ""
    if query.type in SHARED:
        once, newest = "DISTINCT ON (r.rid) ", " ORDER BY r.rid, r.version DESC"
    where = " AND ".join(conditions) + _holds(arguments)
    return f"SELECT {once}{_COLUMNS}, {key} AS sort_key FROM resource r WHERE {where}{newest}"


def _narrowed(query: SearchQuery, arguments: Arguments) -> list[str]:
    """What the directory is entered by; a record is entered by its inhabitant."""
    if arguments.reach is not None:
        return []
    match query.context:
        case IdContext(type=kind, ids=ids):
            names = [rid(arguments.keyring, kind, each) for each in ids]
            return [f"r.rid = ANY ({arguments.add(names, 'uuid[]')})"]
        case FinderContext(key=key):
            return [f"r.finders && {arguments.tokens(key.keys)}"]
        case _:
            return []


def _sort_key(sort: Sort, arguments: Arguments) -> str:
    if sort.parameter == "_lastUpdated":
        return "r.last_updated"
    edge, order, last = ("max", "hi", "-infinity") if sort.descending else ("min", "lo", "infinity")
    name = arguments.add(sort.parameter, "text")
    return (
        f"coalesce((SELECT {edge}(d.{order}) FROM unnest(r.date_params, r.date_lows, "
        f"r.date_highs) AS d (p, lo, hi) WHERE d.p = {name}), '{last}'::timestamptz)"
    )


def _page(query: SearchQuery, arguments: Arguments) -> str:
    direction, beyond = ("DESC", "<") if query.sort.descending else ("ASC", ">")
    where = ""
    if query.cursor:
        moment = arguments.add(query.cursor.moment, "text")
        name = arguments.add(query.cursor.rid, "uuid")
        where = f" WHERE (sort_key, rid) {beyond} ({moment}::timestamptz, {name})"
    limit = arguments.add(query.count + 1 if query.count else 0, "int")
    return (
        f"SELECT * FROM visible{where} ORDER BY sort_key {direction}, rid {direction} LIMIT {limit}"
    )


def _answer(query: SearchQuery, arguments: Arguments) -> str:
    direction = "DESC" if query.sort.descending else "ASC"
    total = "(SELECT count(*) FROM visible)"
    if arguments.reach is not None:
        total = f"CASE WHEN (SELECT holds FROM settled) THEN {total} END"
    return (
        f"SELECT * FROM (SELECT 'match' AS mode, {STORED}, {_own('p')}, "
        "p.sort_key::text AS sort_key, NULL::bigint AS total, NULL::text[] AS shown, "
        "row_number() OVER "
        f"(ORDER BY p.sort_key {direction}, p.rid {direction}) AS place "
        "FROM page p JOIN resource_version v USING (rid, version) "
        f"UNION ALL SELECT 'include', {STORED}, {_own('i')}, NULL, NULL, NULL, NULL "
        "FROM included i JOIN resource_version v USING (rid, version) "
        f"UNION ALL SELECT 'summary', {NO_ROW}, NULL, {total}, {_shown(arguments)}, NULL"
        ") AS answer ORDER BY mode DESC, place"
    )


def _shown(arguments: Arguments) -> str:
    """Of a resource that is decided by itself its name; of others their section is enough."""
    reach = arguments.reach
    if reach is None:
        return "NULL"
    key = "v.section::text"
    if reach.opened or reach.closed:
        key = "v.rid::text || ' ' || v.section::text"
    return f"(SELECT array_agg(DISTINCT {key}) FROM visible v)"


def _own(alias: str) -> str:
    """The columns of the current row that its seal is bound to."""
    return ", ".join(f"{alias}.{column} AS current_{column}" for column in OWN)
