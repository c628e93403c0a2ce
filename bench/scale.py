"""What the planner knows of a region of size M, put in place of what it knows of a small one.

The rows are those of M, the pages those that are there, so that to read a table as a whole seems
cheaper than it would be; what an index finds seems cheaper too, and is made dear (`SCATTERED`).
https://www.postgresql.org/docs/18/functions-admin.html#FUNCTIONS-ADMIN-STATSMOD
"""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

_TABLES = """
SELECT c.relname AS name, c.reltuples AS rows,
       coalesce(p.inhparent::regclass::text, c.relname) AS of,
       (pg_relation_size(c.oid) / current_setting('block_size')::int)::int AS pages
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_inherits p ON p.inhrelid = c.oid
WHERE n.nspname = 'public' AND c.relkind = 'r'
"""
_ROWS = (
    "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', $1::text, "
    "'relpages', $2::int, 'reltuples', $3::real)"
)
_DIFFERENT = (
    "SELECT pg_restore_attribute_stats('schemaname', 'public', 'relname', $1::text, "
    "'attname', $2::text, 'inherited', false, 'n_distinct', $3::real)"
)
# A small table's pages are soon all read, so what an index finds would cost nothing more: here each
# row costs a page, as if no two lay together.
SCATTERED = "SET LOCAL cpu_index_tuple_cost = 1.1"
IN_ORDER = frozenset({"ledger_seal"})
"""Found by the order in which they lie, so that neighbours share their pages."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Rows of a table, and of its columns how many values differ, as PostgreSQL counts them.

    Under 0 is a share of the rows: -1 are all different.
    """

    rows: int
    different: Mapping[str, float]


M: Mapping[str, Scale] = {
    "resource": Scale(
        600_000,
        {
            "rid": -1,
            "said_by": 21,
            "type": 15,
            "pat": 75_000,
            "section": 150_000,
            "custodian": 21,
            "category": 2,
        },
    ),
    "resource_version": Scale(
        600_000, {"rid": -1, "version": 3, "type": 15, "pat": 75_000, "custodian": 21}
    ),
    "inhabitant": Scale(75_000, {"bsn_hash": -1, "pat": -1, "patient": -1, "epoch": 10}),
    # Of each month: half a year is kept, and whoever searches looks into all of it.
    "ledger": Scale(
        333_333,
        {"person": 60_000, "organization": 21, "writer": 40, "number": 100_000, "at": -1},
    ),
    "ledger_word": Scale(20_000, {"month": 6, "word": -1}),
    # One each five seconds in which something was asked.
    "ledger_seal": Scale(1_000_000, {"seal": -1, "at": -1, "month": 6}),
    "assertion": Scale(10_000, {"client_id": 21, "jti": -1, "until": -1}),
}
"""By table; what is not here has fewer than a hundred rows."""


async def pretend(connection: asyncpg.Connection, scale: Mapping[str, Scale]) -> dict[str, float]:
    """Until the transaction ends, for it is to be rolled back; the rows of each table then.

    A month without a row stays so: another one of the same table speaks for it.
    """
    rows = {}
    for table in await connection.fetch(_TABLES):
        name, size = table["name"], scale.get(table["of"])
        if size is None or (not table["pages"] and table["of"] != name):
            rows[name] = table["rows"]
            continue
        rows[name] = float(size.rows)
        await connection.execute(_ROWS, name, table["pages"], float(size.rows))
        for column, number in size.different.items():
            await connection.execute(_DIFFERENT, name, column, float(number))
    return rows
