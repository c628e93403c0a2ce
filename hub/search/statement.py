"""A search as SQL: filters, decision and page in one statement; totals, if need be, in another.

What was decided stands before count and paging, so that totals tell nothing of what is closed,
and closed rows are not visited. docs/decisions/0017-one-decision-in-python.md
"""

import msgspec
from msgspec.structs import replace

from hub.search.arguments import Arguments
from hub.search.query import EVERY, FinderContext, IdContext, SearchQuery, Sort
from hub.search.reach import Reach
from hub.storage.current import newest, told
from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring
from profiles.resource.compartment import SHARED

_LISTED = (
    "r.rid, r.said_by, r.type, r.version, r.last_updated, r.pat, r.section, r.custodian, "
    "r.category, r.deleted"
)
_REFERENCES = ", {0}.reference_params, {0}.reference_targets"
LAST_UPDATED = "_lastUpdated"


class Statement(msgspec.Struct, frozen=True):
    """SQL text, the same for the same shape of search, and its values in order."""

    sql: str
    values: tuple[object, ...]


def page(
    query: SearchQuery,
    reach: Reach | None,
    keyring: Keyring,
    own: str | None = None,
    close: str | None = None,
) -> Statement:
    """The matches of one page; `reach` None searches the directory, the last as in `Arguments`.

    `holds` of the first row is false where the inhabitant's facts are no longer those that were
    decided by; its `rid` is null where nothing is found. One more match than `_count` says that
    there is a next page. Behind the matches stands what they bring by `_include`, `along`.
    """
    arguments = Arguments(keyring, reach, own, close)
    settled = _settled(arguments)
    direction, beyond = ("DESC", "<") if query.sort.descending else ("ASC", ">")
    order = f"sort_key {direction}, rid {direction}"
    source = f"({_visible(query, arguments)}) AS r"
    if query.cursor and query.ordered is None:
        moment = arguments.add(query.cursor.moment, "text")
        name = arguments.add(query.cursor.rid, "uuid")
        source += f" WHERE (sort_key, rid) {beyond} ({moment}::timestamptz, {name})"
    limit = arguments.add(query.count + 1, "int")
    # The moments of a record may be endless, which Python's are not.
    columns = f"{told('p')}, p.sort_key{'' if query.sort.parameter == LAST_UPDATED else '::text'}"
    along = rank = ""
    if query.includes:
        columns += _REFERENCES.format("p")
        along, rank = f" UNION ALL {_along(query, arguments, order)}", ", 0 AS rank"
    latest = f"{'rank, ' if along else ''}last_updated DESC, version DESC"
    return Statement(
        f"WITH p AS (SELECT * FROM {source} ORDER BY {order} LIMIT {limit}) "
        f"SELECT s.holds, false AS along, {columns}{rank} FROM ({settled}) AS s "
        f"LEFT JOIN p ON s.holds {newest('p')}{along} ORDER BY along, {order}, {latest}",
        tuple(arguments.values),
    )


def _along(query: SearchQuery, arguments: Arguments, order: str) -> str:
    """Each word of what the matches of the page refer to, for `hub.query.along` to choose from."""
    followed = {one.parameter for one in query.includes if one.source in {query.type, EVERY}}
    named = ""
    if EVERY not in followed:
        named = f"WHERE x.parameter = ANY ({arguments.add(sorted(followed), 'text[]')})"
    count = arguments.add(query.count, "int")
    return (
        f"SELECT true, true, {told('r')}, NULL, NULL, NULL, r.rank "
        "FROM (SELECT DISTINCT x.name FROM "
        f"(SELECT * FROM p ORDER BY {order} LIMIT {count}) AS m, "
        "unnest(m.reference_params, m.reference_targets) AS x (parameter, name) "
        f"{named}) AS n "
        # By its name, one by one: the planner guesses that a page refers to thousands.
        "JOIN LATERAL (SELECT * FROM resource t WHERE t.rid = n.name AND NOT t.deleted OFFSET 0) "
        f"AS r ON true {newest('r')}"
    )


def summary(
    query: SearchQuery,
    reach: Reach | None,
    keyring: Keyring,
    own: str | None = None,
    close: str | None = None,
) -> Statement:
    """How many match on all pages, `total`, and in which sections they lie, `shown`.

    Of a reach that decides single resources the name stands behind the section. `holds` as in
    `page`.
    """
    arguments = Arguments(keyring, reach, own, close)
    query = replace(query, ordered=None)
    settled = _settled(arguments)
    key = "r.section::text"
    if reach is not None and reach.by_resource:
        key += " || ' ' || r.rid::text"
    return Statement(
        f"SELECT s.holds, count(r.rid) AS total, array_agg(DISTINCT {key}) AS shown "
        f"FROM ({settled}) AS s LEFT JOIN ({_visible(query, arguments)}) AS r ON s.holds "
        "GROUP BY s.holds",
        tuple(arguments.values),
    )


def _settled(arguments: Arguments) -> str:
    """Whether the facts are still those of the epoch that was decided at."""
    reach = arguments.reach
    if reach is None:
        return "SELECT true AS holds"
    pat, epoch = arguments.add(reach.pat, "uuid"), arguments.add(reach.epoch, "bigint")
    return (
        f"SELECT coalesce((SELECT i.epoch FROM inhabitant i WHERE i.pat = {pat}), 0) = {epoch} "
        "AS holds"
    )


def _visible(query: SearchQuery, arguments: Arguments) -> str:
    """Of a shared type one word stands for all: the first and newest that is open to the asker."""
    kind, key = arguments.add(query.type, "text"), _sort_key(query, arguments)
    conditions = [
        arguments.visible("r"),
        f"r.type = {kind}",
        "NOT r.deleted",
        *narrowed(query, arguments),
        *_of_the_page(query, arguments),
        *(each.sql("r", arguments) for each in query.filters),
    ]
    once, first = "", ""
    if query.type in SHARED:
        once = "DISTINCT ON (r.rid) "
        first = f" ORDER BY r.rid, {_turn(arguments)}r.rank, r.last_updated DESC, r.version DESC"
    columns = _LISTED + _REFERENCES.format("r") if query.includes else _LISTED
    return (
        f"SELECT {once}{columns}, {key} AS sort_key FROM resource r "
        f"WHERE {' AND '.join(conditions)}{first}"
    )


def _of_the_page(query: SearchQuery, arguments: Arguments) -> list[str]:
    if query.ordered is None:
        return []
    return [f"r.rid = ANY ({arguments.add(list(query.ordered.names), 'uuid[]')})"]


def _turn(arguments: Arguments) -> str:
    """Whose word goes first: of those that are open, and then the newest."""
    groups = arguments.reach.first if arguments.reach else ()
    placed = (arguments.add(sorted(group), "text[]") for group in groups)
    return "".join(f"(r.custodian = ANY ({group})) DESC, " for group in placed)


def narrowed(query: SearchQuery, arguments: Arguments) -> list[str]:
    """What the directory is entered by; a record is entered by its inhabitant."""
    if arguments.reach is not None:
        return []
    match query.context:
        case IdContext(type=kind, ids=ids):
            meant = [name for each in ids for name in arguments.meanings(kind, each)]
            names = [rid(arguments.keyring, kind, each) for each in meant]
            return [f"r.rid = ANY ({arguments.add(names, 'uuid[]')})"]
        case FinderContext(key=key):
            return [f"r.finders && {arguments.tokens(key.keys)}"]
        case _:
            return []


def _sort_key(query: SearchQuery, arguments: Arguments) -> str:
    if query.ordered is not None:
        names = arguments.add(list(query.ordered.names), "uuid[]")
        return f"array_position({names}, r.rid) + {arguments.add(query.ordered.before, 'int')}"
    return _sorted_by(query.sort, arguments)


def _sorted_by(sort: Sort, arguments: Arguments) -> str:
    if sort.parameter == LAST_UPDATED:
        return "r.last_updated"
    edge, order, last = ("max", "hi", "-infinity") if sort.descending else ("min", "lo", "infinity")
    name = arguments.add(sort.parameter, "text")
    return (
        f"coalesce((SELECT {edge}(d.{order}) FROM unnest(r.date_params, r.date_lows, "
        f"r.date_highs) AS d (p, lo, hi) WHERE d.p = {name}), '{last}'::timestamptz)"
    )
