"""`hub audit verify` finds whatever was done to the ledger, and accuses none that is whole.

`LEDGER_SEEDS=10` does each thing that often; `make soak` does.
"""

import os
import random
from pathlib import Path

import pytest

from tests.hub.ledger.ledgers import Written, a_ledger, filled
from tests.hub.ledger.manipulations import MANIPULATIONS, Manipulation
from tests.plugins.database import as_app

pytestmark = pytest.mark.anyio

TABLES = ("ledger", "ledger_word", "ledger_seal")
EACH = int(os.environ.get("LEDGER_SEEDS", "2"))
CLEAN = 2 * EACH


@pytest.mark.parametrize("seed", range(CLEAN))
async def test_a_whole_ledger_is_not_accused(migrated: str, tmp_path: Path, seed: int) -> None:
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", seed) as written:
        await filled(written)
        async with written.database.connection() as connection:
            assert await connection.fetchval("SELECT count(*) FROM ledger") > 5
            assert await connection.fetchval("SELECT count(DISTINCT writer) FROM ledger") > 1
            assert await written.faults(connection) == []


@pytest.mark.parametrize("manipulation", MANIPULATIONS)
async def test_what_was_done_to_a_ledger_is_found(
    migrated: str, tmp_path: Path, manipulation: Manipulation
) -> None:
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", 1) as written:
        await filled(written)
        async with a_ledger(migrated, tmp_path / "checkpoints", 1) as owner:
            owner.now = written.now
            unseen = [seed for seed in range(EACH) if not await _found(owner, manipulation, seed)]
    assert unseen == []


async def _found(owner: Written, manipulation: Manipulation, seed: int) -> list[str]:
    """What the verifier says of it; all is put back then."""
    lines = owner.file.path.read_bytes()
    async with owner.database.connection() as connection:
        await connection.execute("SET session_replication_role = replica")
        for table in TABLES:
            await connection.execute(f"CREATE TEMPORARY TABLE kept_{table} AS TABLE {table}")
        await manipulation(connection, owner, random.Random(seed))  # noqa: S311 - as above
        found = await owner.faults(connection)
        for table in TABLES:
            await connection.execute(f"DELETE FROM {table}")
            await connection.execute(f"INSERT INTO {table} TABLE kept_{table}")
            await connection.execute(f"DROP TABLE kept_{table}")
        owner.file.path.write_bytes(lines)
        assert await owner.faults(connection) == []
    return found
