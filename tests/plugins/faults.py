"""A PostgreSQL that fails for one organisation alone, in the real ways of failing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from hub.ledger.row import organization_number
from hub.storage.database import Database
from tests.plugins.keys import INDEX_KEY

_NUMBERS = count()

# When the trigger fires, and what it does: the row is refused, or its connection is cut off.
WAYS = {
    "the commit is refused": ("CONSTRAINT", "AFTER", "DEFERRABLE INITIALLY DEFERRED", "RAISE"),
    "the connection dies at the commit": (
        "CONSTRAINT",
        "AFTER",
        "DEFERRABLE INITIALLY DEFERRED",
        "DIE",
    ),
    "the row is refused": ("", "BEFORE", "", "RAISE"),
    "the connection dies before the commit": ("", "BEFORE", "", "DIE"),
}
ACTS = {
    "RAISE": "RAISE EXCEPTION 'the disk is full'; RETURN NEW;",
    "DIE": "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW;",
}


@asynccontextmanager
async def failing(database: Database, table: str, ura: str, way: str) -> AsyncIterator[None]:
    """Within the block rows of `table` by this organisation fail in one of `WAYS`."""
    constraint, moment, deferrable, act = WAYS[way]
    of = f"custodian = '{ura}'"
    if table == "ledger":
        of = f"organization = {organization_number(bytes.fromhex(INDEX_KEY), ura)}"
    name = f"fault_{next(_NUMBERS)}"
    async with database.connection() as connection:
        await connection.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {ACTS[act]} END $$"
        )
        await connection.execute(
            f"CREATE {constraint} TRIGGER {name} {moment} INSERT ON {table} {deferrable} "
            f"FOR EACH ROW WHEN (NEW.{of}) EXECUTE FUNCTION {name}()"
        )
    try:
        yield
    finally:
        async with database.transaction() as connection:
            # From the table to its parts, as all that read it lock it: no two wait for each other.
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            await connection.execute(f"DROP FUNCTION {name} CASCADE")
