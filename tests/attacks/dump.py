"""A dump as an attacker reads it: rows of every table, compared value by value."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hub.storage.database import Connection

Row = Mapping[str, Any]
Traits = frozenset[tuple[str, object]]
TABLES = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' "
    "AND table_type = 'BASE TABLE'"
)


async def now(connection: Connection) -> str:
    """The number of a transaction: what is written from here on has a higher one."""
    return str(await connection.fetchval("SELECT pg_current_xact_id()::text"))


async def dumped(connection: Connection, since: str | None = None) -> dict[str, list[Row]]:
    """Every row of every table; or each that was written since a transaction.

    No row that is older can hold a name that was made later.
    """
    names = [row["table_name"] for row in await connection.fetch(TABLES)]
    newer = f"WHERE age(xmin) < age('{since}'::xid8::xid)" if since else ""
    return {
        name: [dict(row) for row in await connection.fetch(f'SELECT * FROM "{name}" {newer}')]
        for name in names
    }


def traits(dump: Mapping[str, list[Row]], kind: str, custodian: str) -> list[Traits]:
    """What stands in rows about each resource of this custodian and type, oldest first.

    Who keeps it, its type and when it was written stand in clear: so much an attacker sees. About
    a resource is every row, of whatever table, in which its name stands.
    """
    found = [
        row for row in dump["resource"] if row["type"] == kind and row["custodian"] == custodian
    ]
    about = {
        row["rid"]: set[tuple[str, object]]()
        for row in sorted(found, key=lambda row: row["last_updated"])
    }
    for rows in dump.values():
        for row in rows:
            for rid in {one for one in _plain(row.values()) if one in about}:
                about[rid].update(_traits(row))
    return [frozenset(seen) for seen in about.values()]


def _traits(row: Row) -> Iterator[tuple[str, object]]:
    """Each value, each element, each array as a set, each pair of array elements at one place."""
    for value in row.values():
        yield from (("value", one) for one in _plain([value]))
        if isinstance(value, list):
            yield "set", frozenset(map(_hashable, value))
            yield "length", len(value)
    arrays = [value for value in row.values() if isinstance(value, list)]
    for one in arrays:
        for other in arrays:
            if one is not other and len(one) == len(other):
                yield from (("pair", pair) for pair in zip(*_hashables(one, other), strict=True))


def _hashables(*arrays: list[Any]) -> list[list[object]]:
    return [[_hashable(one) for one in array] for array in arrays]


def _plain(values: Iterable[Any]) -> Iterator[object]:
    """The values, those in arrays, and those in JSON."""
    for value in values:
        if isinstance(value, str) and value[:1] in {"[", "{"}:
            yield from _plain([json.loads(value)])
        elif isinstance(value, dict):
            yield from _plain(value.values())
        elif isinstance(value, list):
            yield from _plain(value)
        elif value is not None:
            yield value


def _hashable(value: Any) -> object:
    return json.dumps(value) if isinstance(value, list | dict) else value
