"""What an organisation put here itself, of whomever it is: by `_id`, identifier and moment alone.

By the index of versions, which only grows: a current row is found by the version that it holds, so
that a write's own index stays as it is. docs/decisions/0072-what-a-source-put-here.md
"""

from collections.abc import Iterator, Sequence

from hub.search.arguments import Arguments, Filter
from hub.search.kinds.date import LastUpdated
from hub.search.kinds.token import AnyToken
from hub.search.query import SearchQuery
from hub.search.statement import LAST_UPDATED, Statement
from hub.storage.sealing import Keyring
from profiles.resource.compartment import UNBOUND

OWN = (
    "SELECT r.rid, r.last_updated, r.custodian, r.pat, r.reference_params, r.reference_targets "
    "FROM resource_version w JOIN resource r ON r.rid = w.rid AND r.custodian = w.custodian "
    "AND r.version = w.version WHERE w.custodian = {own} AND w.type = {kind} "
    "AND w.pat IS NOT NULL AND r.pat IS NOT NULL AND r.type = {kind} AND NOT r.deleted"
)
NOBODYS = (
    "SELECT r.rid, r.last_updated, r.custodian, r.pat, r.reference_params, r.reference_targets "
    "FROM resource r WHERE r.type = {kind} AND {nobodys} AND NOT r.deleted"
)
_SINCE = frozenset({"eq", "ge", "gt", "sa"})


def is_plain(query: SearchQuery) -> bool:
    """Whether the answer is shaped as such a search can be: by moment, with what it refers to."""
    by_moment = query.sort.parameter == LAST_UPDATED and not query.order
    return by_moment and not query.revincludes and not any(one.iterate for one in query.includes)


def page(query: SearchQuery, own: str, keyring: Keyring, close: str | None = None) -> Statement:
    """Those of one page by name, and one more if there is another; `close` as in `Arguments`."""
    arguments = Arguments(keyring, own=own, close=close)
    direction, beyond = ("DESC", "<") if query.sort.descending else ("ASC", ">")
    order = f"last_updated {direction}, rid {direction}"
    limit = arguments.add(query.count + 1, "int")
    after = ""
    if query.cursor:
        moment = arguments.add(query.cursor.moment, "text")
        name = arguments.add(query.cursor.rid, "uuid")
        after = f" AND ({{0}}.last_updated, {{0}}.rid) {beyond} ({moment}::timestamptz, {name})"
    ways = " UNION ALL ".join(
        f"(SELECT * FROM ({way}{after.format(alias)} ORDER BY {alias}.last_updated {direction}, "
        f"{alias}.rid {direction} LIMIT {limit}) AS {alias}x)"
        for way, alias in _ways(query, own, arguments)
    )
    text = f"SELECT * FROM ({ways}) AS p ORDER BY {order} LIMIT {limit}"
    return Statement(text, tuple(arguments.values))


def total(query: SearchQuery, own: str, keyring: Keyring, close: str | None = None) -> Statement:
    """How many there are on all pages."""
    arguments = Arguments(keyring, own=own, close=close)
    ways = " UNION ALL ".join(way for way, _ in _ways(query, own, arguments))
    return Statement(f"SELECT count(*) AS total FROM ({ways}) AS p", tuple(arguments.values))


def _ways(query: SearchQuery, own: str, arguments: Arguments) -> Iterator[tuple[str, str]]:
    """Each a SELECT, with the alias whose moment and name order it."""
    placed = {"own": arguments.add(own, "text"), "kind": arguments.add(query.type, "text")}
    conditions = "".join(f" AND {_condition(one, arguments)}" for one in query.filters)
    since = "".join(_bounds(query.filters, arguments))
    yield OWN.format(**placed) + conditions + since.format("w"), "w"
    if query.type in UNBOUND:
        nobodys = arguments.nobodys("r")
        yield NOBODYS.format(**placed, nobodys=nobodys) + conditions + since.format("r"), "r"


def _condition(asked: Filter, arguments: Arguments) -> str:
    """Of a record only identifiers are found across, by its finders."""
    if isinstance(asked, AnyToken):
        return f"r.finders && {arguments.tokens(asked.keys)}"
    return asked.sql("r", arguments)


def _bounds(filters: Sequence[Filter], arguments: Arguments) -> Iterator[str]:
    """The first moment that can match, which an index can begin at."""
    for one in filters:
        if isinstance(one, LastUpdated) and one.prefix in _SINCE:
            yield f" AND {{0}}.last_updated >= {arguments.add(one.low, 'timestamptz')}"
