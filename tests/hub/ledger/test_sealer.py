"""Whom the sealer asks for rows: who wrote lately at each look, everybody now and then."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.ledger import sealer as sealers
from hub.ledger.sealer import BUSY_FOR, IDLE_ASKED_EVERY, LATEST, Broken, Sealer
from hub.security.keys import checkpoint_key
from hub.storage.database import Connection
from tests.hub.ledger.ledgers import Written, a_ledger
from tests.plugins.database import as_app
from tests.plugins.keys import CHECKPOINT_KEY

pytestmark = pytest.mark.anyio


@pytest.fixture
async def written(migrated: str, tmp_path: Path) -> AsyncIterator[Written]:
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", 7) as one:
        yield one


@pytest.fixture
async def connection(written: Written) -> AsyncIterator[Connection]:
    async with written.database.connection() as one:
        yield one


async def a_sealer(connection: Connection, written: Written) -> Sealer:
    return await Sealer.resumed(connection, checkpoint_key(CHECKPOINT_KEY), lambda: written.now)


async def many_who_are_gone(connection: Connection, writers: int) -> None:
    await connection.fetch("SELECT nextval('ledger_writer') FROM generate_series(1, $1)", writers)


async def test_of_thousands_that_are_gone_only_those_who_write_are_asked(
    written: Written, connection: Connection
) -> None:
    await written.ledger.write(written.record())
    await (await a_sealer(connection, written)).seal()
    await many_who_are_gone(connection, 5_000)
    sealer = await a_sealer(connection, written)
    await written.ledger.write(written.record())
    await sealer.seal()
    writers = await sealer._writers()
    [pen] = written.ledger.pens

    assert set(sealer.asked(writers, sealer._all_asked + 1)) == {pen.writer}
    assert len(sealer.asked(writers, sealer._all_asked + IDLE_ASKED_EVERY)) == writers == 5_001
    assert sealer.asked(writers, sealer._busy[pen.writer] + BUSY_FOR + 1) is sealer.lasts


async def test_who_is_new_is_asked_at_once(written: Written, connection: Connection) -> None:
    sealer = await a_sealer(connection, written)
    assert await sealer.seal() == []
    await written.ledger.write(written.record())

    [made] = await sealer.seal()

    assert made.rows == 1
    await written.ledger.write(written.record())
    assert [one.rows for one in await sealer.seal()] == [1]


async def test_who_was_idle_for_long_is_sealed_at_the_next_look_at_all(
    written: Written, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await written.ledger.write(written.record())
    sealer = await a_sealer(connection, written)
    await sealer.seal()
    sealer._busy.clear()
    await written.ledger.write(written.record())

    assert await sealer.seal() == []
    monkeypatch.setattr(sealers, "IDLE_ASKED_EVERY", 0.0)
    assert [one.rows for one in await sealer.seal()] == [1]


async def test_a_row_that_an_idle_writer_misses_stops_the_sealer_then(
    written: Written, connection: Connection, migrated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await written.ledger.write(written.record())
    sealer = await a_sealer(connection, written)
    await sealer.seal()
    sealer._busy.clear()
    await written.ledger.write(written.record())
    await written.ledger.write(written.record())
    async with (
        a_ledger(migrated, written.file.path, 1) as owner,
        owner.database.transaction() as own,
    ):
        await own.execute("SET LOCAL session_replication_role = replica")
        await own.execute("DELETE FROM ledger WHERE number = 2")

    assert await sealer.seal() == []
    monkeypatch.setattr(sealers, "IDLE_ASKED_EVERY", 0.0)
    with pytest.raises(Broken, match="row 2 or one behind it is missing"):
        await sealer.seal()


async def test_rows_of_a_clock_that_was_behind_for_days_are_sealed_in_their_place(
    written: Written, connection: Connection
) -> None:
    await written.ledger.write(written.record())
    sealer = await a_sealer(connection, written)
    written.file.add(await sealer.seal())
    right, written.now = written.now, written.now - 4 * LATEST
    await written.ledger.write(written.record())
    written.now = right
    await written.ledger.write(written.record())

    made = await sealer.seal()
    written.file.add(made)

    assert [numbers for one in made for numbers in one.ranges] == [(1, 2, 3)]
    assert await written.faults(connection) == []


async def test_where_more_waits_than_one_look_takes_everybody_is_asked_again(
    written: Written, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealers, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(sealers, "WAITING", sealers.WAITING.replace("LIMIT 2000", "LIMIT 2"))
    sealer = await a_sealer(connection, written)
    for _ in range(3):
        async with written.database.connection() as each:
            each.pen = None
            await written.ledger.append(each, [written.record(), written.record()])

    sealed = 0
    for _ in range(4):
        sealed += sum(one.rows for one in await sealer.seal())

    assert sealed == 6
