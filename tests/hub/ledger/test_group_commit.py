"""Many rows in one commit: nobody is answered before his is durable, nobody waits for a timer."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID, uuid4

import anyio
import asyncpg
import pytest

from hub.errors import Unavailable
from hub.ledger.append import Ledger
from hub.ledger.group_commit import GroupCommit
from hub.ledger.record import Record
from hub.storage.database import Connection, Database
from hub.storage.shared_select import SharedSelect
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
async def own(region: Region) -> AsyncIterator[Database]:
    """Connections on which nobody wrote yet."""
    database = await Database.open(region.running.settings.database_url.get_secret_value(), 2)
    yield database
    await database.close()


@pytest.fixture
def ledger(own: Database, region: Region) -> Ledger:
    return Ledger(own, region.running.access.keyring)


def a_record(region: Region, rule: str = "TEST") -> Record:
    now = region.running.clock()
    return Record(at=now, request_id="group", interaction="read", status=200, rule=rule)


async def test_what_waits_at_the_same_moment_is_one_commit(
    region: Region, own: Database, ledger: Ledger
) -> None:
    await ledger.write(a_record(region))  # its words are known from now on
    async with anyio.create_task_group() as group:
        for number in range(50):
            group.start_soon(ledger.write, a_record(region, f"GROUP-{number}"))

    [pen] = ledger.pens
    async with own.connection() as connection:
        commits = await connection.fetchval(
            "SELECT count(DISTINCT xmin::text) FROM ledger WHERE writer = $1", pen.writer
        )
    assert pen.last == 51
    assert commits <= 3


async def test_who_comes_when_too_many_wait_is_told_so(
    region: Region, own: Database, ledger: Ledger
) -> None:
    told: list[Unavailable] = []
    small = GroupCommit(own, ledger.append, most=3)

    async def write() -> None:
        try:
            await small.write(a_record(region))
        except Unavailable as refusal:
            told.append(refusal)

    async with anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(write)

    assert len(told) == 6, "one is being written, three wait"
    assert told[0].headers["Retry-After"] == "1"


async def test_one_that_the_database_refuses_takes_no_other_with_it(
    region: Region, own: Database, ledger: Ledger
) -> None:
    refused: list[Exception] = []

    async def append(connection: Connection, records: Sequence[Record]) -> None:
        if any(record.rule == "POISON" for record in records):
            await connection.execute("SELECT 1 / 0")
        await ledger.append(connection, records)

    group_commit = GroupCommit(own, append)

    async def write(rule: str) -> None:
        try:
            await group_commit.write(a_record(region, rule))
        except asyncpg.DivisionByZeroError as failure:
            refused.append(failure)

    async with anyio.create_task_group() as group:
        for number in range(9):
            group.start_soon(write, "POISON" if number == 4 else "GOOD")

    assert len(refused) == 1
    assert sum(pen.last for pen in ledger.pens) == 8


async def test_reads_that_wait_together_share_a_select_and_each_has_its_own(
    region: Region,
) -> None:
    asked = SharedSelect(region.running.database, "SELECT n AS rid FROM unnest($1::uuid[]) AS n")
    found: dict[UUID, object] = {}

    async def ask(name: UUID) -> None:
        [row] = await asked.rows(name)
        found[name] = row["rid"]

    wanted = [uuid4() for _ in range(20)]
    async with anyio.create_task_group() as group:
        for name in wanted + wanted:
            group.start_soon(ask, name)

    assert found == {name: name for name in wanted}
