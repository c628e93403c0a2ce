"""The bench's own PostgreSQL: durable as always, and it counts its statements."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from hub.postgres import EmbeddedPostgres
from hub.postgres.configuration import APP
from hub.storage.migrate import upgrade

_COUNTED = """
SELECT coalesce(sum(calls) FILTER (WHERE NOT c), 0)::bigint AS statements,
       coalesce(sum(calls) FILTER (WHERE c), 0)::bigint AS control,
       coalesce(sum(wal_bytes), 0)::bigint AS wal
FROM pg_stat_statements, LATERAL (
    VALUES (query ~ '^(BEGIN|COMMIT|ROLLBACK|SELECT pg_advisory)')
) AS v (c)
WHERE query NOT LIKE '%pg_stat_statements%'
"""
_COSTLIEST = """
SELECT calls, total_exec_time / calls AS milliseconds, rows::float / calls AS rows,
       (shared_blks_hit + shared_blks_read)::float / calls AS pages,
       wal_bytes::float / calls AS wal, query
FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'
ORDER BY total_exec_time DESC LIMIT $1
"""
# The months of the ledger are one table.
_SIZES = """
SELECT coalesce(p.inhparent, c.oid)::regclass::text AS name,
       sum(pg_relation_size(c.oid))::bigint AS rows, sum(pg_indexes_size(c.oid))::bigint AS indexes,
       sum(coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0))::bigint AS toast,
       sum(greatest(c.reltuples, 0))::bigint AS tuples
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_inherits p ON p.inhrelid = c.oid
WHERE n.nspname = 'public' AND c.relkind = 'r'
GROUP BY 1 ORDER BY sum(pg_total_relation_size(c.oid)) DESC
"""
_INDEXES = """
SELECT coalesce(p.inhparent, s.indexrelid)::regclass::text AS name,
       sum(pg_relation_size(s.indexrelid))::bigint AS bytes, sum(s.idx_scan)::bigint AS scans
FROM pg_stat_user_indexes s LEFT JOIN pg_inherits p ON p.inhrelid = s.indexrelid
GROUP BY 1 ORDER BY bytes DESC
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """Since the server started: statements on data, BEGIN, COMMIT and locks, bytes of WAL."""

    statements: int
    control: int
    wal: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes on disk: of the whole, by table and by index; `resources` are current rows.

    Of an index `scans` too: how often a statement went by it since the database was made.
    """

    database: int
    resources: int
    tables: list[dict[str, Any]]
    indexes: list[dict[str, Any]]


@contextmanager
def postgres(home: Path) -> Iterator[tuple[str, str, int]]:
    """URLs of a migrated database, as its owner and as the hub; the server's process number."""
    server = EmbeddedPostgres(home)
    asked = "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'"
    asyncio.run(run(server.start(), asked))
    server.stop()
    with server:
        url, app = server.url(), server.url(role=APP)
        upgrade(url, app)
        asyncio.run(run(url, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"))
        assert server.pid  # noqa: S101 - it runs
        yield url, app, server.pid


def tidied(url: str) -> None:
    """Statistics as they are some time after a load, and all of it written."""
    asyncio.run(run(url, "VACUUM ANALYZE", "CHECKPOINT"))


def counted(url: str) -> Counted:
    """Up to now."""
    [row] = asyncio.run(_rows(url, _COUNTED))
    return Counted(row["statements"], row["control"], row["wal"])


def forget(url: str) -> None:
    """Count from here."""
    asyncio.run(run(url, "SELECT pg_stat_statements_reset()"))


def costliest(url: str, number: int) -> list[dict[str, Any]]:
    """The statements that took most time in all; times and pages are of one call."""
    return asyncio.run(_rows(url, _COSTLIEST, number))


def sizes(url: str) -> Sizes:
    """What lies on disk now."""
    [whole] = asyncio.run(_rows(url, "SELECT pg_database_size(current_database()) AS bytes"))
    [stored] = asyncio.run(_rows(url, "SELECT count(*) AS number FROM resource"))
    tables = asyncio.run(_rows(url, _SIZES))
    return Sizes(whole["bytes"], stored["number"], tables, asyncio.run(_rows(url, _INDEXES)))


def version(url: str) -> str:
    """PostgreSQL's."""
    [row] = asyncio.run(_rows(url, "SELECT current_setting('server_version') AS version"))
    return str(row["version"])


async def run(url: str, *statements: str) -> None:
    """Each by itself, as the owner."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _rows(url: str, statement: str, *values: object) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await connection.fetch(statement, *values)]
    finally:
        await connection.close()
