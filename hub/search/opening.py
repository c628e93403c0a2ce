"""Conditions of which some are asked of opened bodies: which, and what takes their place.

docs/decisions/0059-what-is-found-by-opening.md
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from hub.search.arguments import Arguments, Filter
from hub.search.kinds.alternatives import AnyOf
from hub.search.kinds.chain import Chain
from hub.search.kinds.has import Has
from hub.search.kinds.opened import Opened
from hub.search.query import SearchQuery
from hub.search.reach import Reach
from hub.search.statement import Statement, narrowed
from hub.storage.current import newest, told
from hub.storage.sealing import Keyring

MOST_OPENED = 5_000
"""Bodies that are opened for one condition; each takes some 30 µs."""


def opened_in(condition: Filter) -> Iterator[Opened | Has]:
    """Those within it, it itself among them; and what refers to those that are sought, by them."""
    match condition:
        case Opened() | Has(inner=Opened()):
            yield condition
        case AnyOf(filters=filters):
            for one in filters:
                yield from opened_in(one)
        case Chain(inner=inner) | Has(inner=inner):
            yield from opened_in(inner)


def opens(conditions: Iterable[Filter]) -> bool:
    """Whether any is asked of opened bodies."""
    return any(True for one in conditions for _ in opened_in(one))


def settled(condition: Filter, found: Mapping[Filter, Filter]) -> Filter:
    """The same of the index alone, as they were found."""
    match condition:
        case Opened() | Has(inner=Opened()):
            return found[condition]
        case AnyOf(filters=filters):
            return AnyOf(tuple(settled(one, found) for one in filters))
        case Chain(inner=inner) | Has(inner=inner):
            return replace(condition, inner=settled(inner, found))
        case _:
            return condition


class Sought(NamedTuple):
    """What is to be opened: of this type, for which these hold; with what it refers to `by` one."""

    type: str
    conditions: Sequence[Filter]
    by: str = ""


def candidates(
    sought: Sought,
    reach: Reach | None,
    keyring: Keyring,
    query: SearchQuery | None = None,
    own: str | None = None,
    close: str | None = None,
) -> Statement:
    """What of it is open to the asker: bodies, to look into, each with its `targets`.

    Of the directory, entered as `query` enters it. One more than may be opened says too many.
    """
    arguments = Arguments(keyring, reach, own, close)
    where = [
        arguments.visible("r"),
        f"r.type = {arguments.add(sought.type, 'text')}",
        "NOT r.deleted",
        *(narrowed(query, arguments) if query else ()),
        *(one.sql("r", arguments) for one in sought.conditions),
    ]
    rows = f"SELECT * FROM resource r WHERE {' AND '.join(where)} LIMIT {MOST_OPENED + 1}"
    targets = f", {_targets(arguments.add(sought.by, 'text'))}" if sought.by else ""
    return Statement(
        f"SELECT r.said_by, {told('r')}{targets} FROM ({rows}) AS r {newest('r')}",
        tuple(arguments.values),
    )


def _targets(parameter: str) -> str:
    return (
        "ARRAY (SELECT x.t FROM unnest(r.reference_params, r.reference_targets) AS x (p, t) "
        f"WHERE x.p = {parameter}) AS targets"
    )
