"""Who has the duty seals; who can't, says so; nobody goes on over a ledger that was cut."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import anyio
import pytest

from hub.ledger import duty as duties
from hub.ledger.changes import tell_changes
from hub.ledger.checkpoint_file import CheckpointFile
from hub.ledger.duty import Duty
from hub.ledger.sealer import Broken, Sealer
from hub.security.keys import checkpoint_key, new_checkpoint_key
from tests.hub.ledger.ledgers import Written, a_ledger
from tests.plugins.database import as_app
from tests.plugins.keys import CHECKPOINT_KEY

pytestmark = pytest.mark.anyio


@pytest.fixture
async def written(migrated: str, tmp_path: Path) -> AsyncIterator[Written]:
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", 7) as one:
        async with one.database.connection() as connection:
            # What the migration did: else whoever has the duty writes rows of his own beside these.
            await tell_changes(connection, one.ledger, one.now)
        await one.write(9)
        yield one


def a_duty(written: Written, url: str, key: str = CHECKPOINT_KEY) -> Duty:
    return Duty(
        url=url,
        ledger=written.ledger,
        key=checkpoint_key(key),
        clock=lambda: written.now,
        files=[written.file],
        seconds=0.02,
    )


@asynccontextmanager
async def running(*all_of_them: Duty) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one.run()) for one in all_of_them]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


async def until(holds: Callable[[], bool]) -> None:
    with anyio.fail_after(10):
        while not holds():  # noqa: ASYNC110 -- what is waited for is in a file or in the database
            await anyio.sleep(0.01)


async def all_is_sealed(written: Written) -> None:
    """Once it is: a seal may come between rows that are written at once."""
    with anyio.move_on_after(10):
        while await faults_of(written):  # noqa: ASYNC110 -- likewise, what is waited for is there
            await anyio.sleep(0.01)
    assert await faults_of(written) == []


async def faults_of(written: Written) -> list[str]:
    async with written.database.connection() as connection:
        return await written.faults(connection)


def in_file(written: Written) -> int:
    return sum(1 for _ in written.file.lines())


async def test_of_many_one_seals_and_another_takes_over(written: Written, migrated: str) -> None:
    first, second = (a_duty(written, as_app(migrated)) for _ in range(2))
    async with running(second):
        async with running(first):
            await until(lambda: in_file(written) > 0)
        before = in_file(written)
        await written.write(3)
        await until(lambda: in_file(written) > before)
        await all_is_sealed(written)
    assert not first.is_overdue


async def test_a_new_file_gets_what_was_sealed_before(
    written: Written, migrated: str, tmp_path: Path
) -> None:
    async with running(a_duty(written, as_app(migrated))):
        await until(lambda: in_file(written) > 0)
    sealed = written.file.path.read_bytes()
    written.file.path.write_bytes(sealed[:-10])
    other = CheckpointFile(tmp_path / "other")
    again = a_duty(written, as_app(migrated))
    again.files = [written.file, other]
    async with running(again):
        await until(lambda: other.path.exists() and other.path.read_bytes() == sealed)

    assert written.file.path.read_bytes() == sealed


async def test_over_a_ledger_that_was_cut_nobody_goes_on(
    written: Written, migrated: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(a_duty(written, as_app(migrated))):
        await until(lambda: in_file(written) > 0)
    async with a_ledger(migrated, written.file.path, 1) as owner, owner.database.transaction() as c:
        await c.execute("SET LOCAL session_replication_role = replica")
        await c.execute("DELETE FROM ledger_seal")

    with caplog.at_level(logging.ERROR, "hub.ledger"):
        async with running(a_duty(written, as_app(migrated))):
            await until(lambda: "another one or none" in caplog.text)

    async with written.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM ledger_seal") == 0


async def test_whatever_goes_wrong_is_told_and_tried_again(
    written: Written, migrated: str, caplog: pytest.LogCaptureFixture
) -> None:
    faults = [LookupError("a zone that nobody has")]

    def clock() -> datetime:
        if faults:
            raise faults.pop()
        return written.now

    duty = a_duty(written, as_app(migrated))
    duty.clock = clock
    async with running(duty):
        await until(lambda: in_file(written) > 0)

    assert "the ledger is not sealed: LookupError" in caplog.text


async def test_another_key_does_not_seal_on(
    written: Written, migrated: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(a_duty(written, as_app(migrated))):
        await until(lambda: in_file(written) > 0)

    other = a_duty(written, as_app(migrated), json.dumps(new_checkpoint_key()))
    with caplog.at_level(logging.ERROR, "hub.ledger"):
        async with running(other):
            await until(lambda: "not signed by HUB_CHECKPOINT_KEY" in caplog.text)


async def test_a_row_that_waits_too_long_is_told(
    written: Written, migrated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "WITHIN", 0.1)
    one = a_duty(written, as_app(migrated))
    assert not one.is_overdue
    await until(lambda: one.is_overdue)

    async with running(one):
        await until(lambda: not one.is_overdue)


async def test_who_wrote_nothing_for_days_and_who_was_left_unsealed_for_days_are_sealed(
    written: Written, migrated: str
) -> None:
    """Of the connection that is idle for long no late seal tells where it was left."""
    async with running(a_duty(written, as_app(migrated))):
        await until(lambda: in_file(written) > 0)
    connection = await written.database.pool.take()
    await written.ledger.append(connection, [written.record()])
    for days in (1, 3, 9):
        async with running(a_duty(written, as_app(migrated))):
            before = in_file(written)
            await written.write(1)
            await until(lambda before=before: in_file(written) > before)
        written.now += timedelta(days=days)
    await written.ledger.append(connection, [written.record()])
    written.now += timedelta(days=9)
    written.database.pool.give_back(connection)

    async with running(a_duty(written, as_app(migrated))):
        before = in_file(written)
        await until(lambda: in_file(written) > before)

    async with written.database.connection() as own:
        assert await written.faults(own) == []


async def test_who_has_the_duty_sees_that_a_seal_of_his_is_gone(
    written: Written, migrated: str
) -> None:
    async with written.database.connection() as connection:
        key = checkpoint_key(CHECKPOINT_KEY)
        sealer = await Sealer.resumed(connection, key, lambda: written.now)
        await sealer.seal()
        async with (
            a_ledger(migrated, written.file.path, 1) as owner,
            owner.database.transaction() as c,
        ):
            await c.execute("SET LOCAL session_replication_role = replica")
            await c.execute("DELETE FROM ledger_seal")
        await written.write(3)

        with pytest.raises(Broken, match="not the one that was made last"):
            await sealer.seal()


async def test_a_row_that_is_cut_off_before_its_seal_is_missed_while_its_hub_lives(
    written: Written, migrated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody but its writer knows that it was there: and he waits for its seal."""
    monkeypatch.setattr(duties, "WITHIN", 0.1)
    one = a_duty(written, as_app(migrated))
    pen = next(pen for pen in written.ledger.pens if pen.last)
    async with a_ledger(migrated, written.file.path, 1) as owner, owner.database.transaction() as c:
        await c.execute("SET LOCAL session_replication_role = replica")
        await c.execute(
            "DELETE FROM ledger WHERE writer = $1 AND number = $2", pen.writer, pen.last
        )

    async with running(one):
        await until(lambda: in_file(written) > 0)
        await until(lambda: one.is_overdue)
        assert one.is_overdue
