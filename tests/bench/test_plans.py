"""No statement of the bench reads a table as a whole, however many inhabitants there are."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import asyncpg
import pytest
import uvloop

from bench.bulk.size import SIZES
from bench.database import run
from bench.desk import Desk
from bench.scale import IN_ORDER, SCATTERED, M, pretend
from bench.searching import SEARCHES, asked
from bench.stage import Stage, stage
from bench.statements import FEW, WRITE_DOWN, read_whole, written_down
from bench.target import hub_at
from bench.wire import Line
from bench.words import chance
from bench.works import WORKS
from hub.postgres.configuration import APP

pytestmark = pytest.mark.slow
SIZE = os.environ.get("PLANS_SIZE", "")
"""Of a region that is loaded for real; otherwise a small one pretends to be of size M."""
MIXED = 60
"""Requests of a mix, so that each of its kinds is among them."""
SOME_CUSTODIANS_ROWS = "SELECT count(*) FROM resource WHERE custodian = $1"


@pytest.fixture(scope="module")
def sent() -> Iterator[tuple[Stage, set[str]]]:
    """A small region, and what the hub sent its database while each work ran."""
    with stage() as made:
        empty = replace(made, environment={**made.environment, "HUB_SEAL_SECONDS": "0.1"})
        asyncio.run(run(empty.database, WRITE_DOWN))
        full = _filled(empty)
        # A hub that comes back finds seals of before: that is asked once a start.
        with full.hub(1):
            uvloop.run(_worked(full, full.tokens()))
        yield full, written_down(full.home / "postgres.log")


def _filled(empty: Stage) -> Stage:
    if SIZE:
        return empty.filled(SIZES[SIZE])
    with empty.hub(1):
        return empty.loaded(6)


async def _worked(full: Stage, tokens: dict[str, str]) -> None:
    with closing(await Line.open(full.port)) as line:
        desk = Desk(line, chance("plans"), full.region, tokens, hub_at(full.port))
        for each in SEARCHES:
            await asked(desk, each, desk.known())
        for name, work in WORKS.items():
            for _ in range(MIXED if name in {"mix", "reads", "events"} else 1):
                if name != "floor":
                    await work(desk)


def test_nothing_is_read_as_a_whole_but_what_is_small(sent: tuple[Stage, set[str]]) -> None:
    full, statements = sent

    assert len(statements) > len(SEARCHES)
    assert asyncio.run(_read_whole(full.database, statements)) == []


def test_a_statement_that_reads_a_table_as_a_whole_is_told(sent: tuple[Stage, set[str]]) -> None:
    full, _ = sent
    found = asyncio.run(_read_whole(full.database, {SOME_CUSTODIANS_ROWS}))

    assert found == [("resource", SOME_CUSTODIANS_ROWS)]


async def _read_whole(url: str, statements: set[str]) -> list[tuple[str, str]]:
    """Tables of a hundred rows and more, by statement."""
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    try:
        rows = await pretend(connection, {} if SIZE else M)
        large = {table for table, number in rows.items() if number >= FEW}
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"SET LOCAL ROLE {APP}")
        found = await _found(connection, statements, large)
        if not SIZE:
            await connection.execute(SCATTERED)
            found |= await _found(connection, statements, large - IN_ORDER)
        return sorted(found)
    finally:
        await transaction.rollback()
        await connection.close()


async def _found(
    connection: asyncpg.Connection, statements: set[str], tables: set[str]
) -> set[tuple[str, str]]:
    return {
        (table, each)
        for each in statements
        for table in await read_whole(connection, each) & tables
    }
