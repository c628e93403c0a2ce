"""Checkpoints come to their second place, whatever it answers in between, and hold up no seal."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio
import pytest

from hub.commands.audit import verify
from hub.ledger import courier as couriers
from hub.ledger.checkpoint_file import CheckpointFile
from hub.ledger.courier import Courier
from hub.ledger.duty import Duty
from hub.security.keys import checkpoint_key
from hub.settings import AuditSettings
from tests.hub.ledger.ledgers import a_ledger
from tests.hub.ledger.test_own_events import audit_settings
from tests.plugins.database import as_app
from tests.plugins.keys import CHECKPOINT_KEY
from tests.stubs.collector import Collector

pytestmark = pytest.mark.anyio


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as one:
        yield one


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds takes none."""
    monkeypatch.setattr(couriers, "AGAIN", 0.01)
    monkeypatch.setattr(couriers, "LATE", 0.1)


@asynccontextmanager
async def at_work(*couriers_: Courier) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one.run()) for one in couriers_]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until(holds: Callable[[], bool]) -> None:
    with anyio.fail_after(10):
        while not holds():  # noqa: ASYNC110 -- what is waited for is at the other side
            await anyio.sleep(0.01)


def is_marked(file: Path) -> bool:
    """Whether it is written down that all of it was taken."""
    mark = file.with_name(f"{file.name}.sent")
    return mark.exists() and json.loads(mark.read_bytes())["bytes"] == file.stat().st_size


def lines(first: int, last: int) -> bytes:
    return b"".join(json.dumps({"seal": seal}).encode() + b"\n" for seal in range(first, last + 1))


async def test_each_line_comes_there_once_and_as_it_is(
    collector: Collector, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoints"
    file.write_bytes(lines(1, 1_200))
    one = Courier(collector.url, CheckpointFile(file))
    async with at_work(one):
        await until(lambda: collector.taken == lines(1, 1_200))
        with file.open("ab") as added:
            added.write(lines(1_201, 1_203) + b'{"sea')
        one.more()
        await until(lambda: collector.taken == lines(1, 1_203))
        with file.open("ab") as added:
            added.write(b'l":0}\n')
        one.more()
        await until(lambda: collector.taken.endswith(b'{"seal":0}\n'))

    assert collector.types == {"application/x-ndjson"}
    assert not one.is_late


async def test_what_was_taken_is_not_sent_again_by_who_comes_after(
    collector: Collector, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoints"
    file.write_bytes(lines(1, 5))
    async with at_work(Courier(collector.url, CheckpointFile(file))):
        await until(lambda: is_marked(file))
    file.write_bytes(lines(1, 7))
    async with at_work(Courier(collector.url, CheckpointFile(file))):
        await until(lambda: len(collector.posts) > 1)

    assert collector.posts[1:] == [lines(6, 7)]


@pytest.mark.parametrize("status", [400, 404, 500, 302])
@pytest.mark.usefixtures("soon")
async def test_what_is_refused_is_sent_until_it_is_taken(
    collector: Collector, tmp_path: Path, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "checkpoints"
    file.write_bytes(lines(1, 5))
    collector.status = status
    one = Courier(collector.url, CheckpointFile(file))
    async with at_work(one):
        with caplog.at_level(logging.ERROR, "hub.ledger"):
            await until(lambda: collector.refused > 2 and one.is_late)
        collector.status = 200
        await until(lambda: collector.taken == lines(1, 5))
        await until(lambda: not one.is_late)

    assert f"answers {status}" in caplog.text
    assert len(caplog.messages) < collector.refused


@pytest.mark.usefixtures("soon")
async def test_who_is_not_there_gets_all_of_it_when_he_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "checkpoints"
    file.write_bytes(lines(1, 5))
    absent = Collector()
    one = Courier(absent.url, CheckpointFile(file))
    absent._server.server_close()
    async with at_work(one):
        with caplog.at_level(logging.ERROR, "hub.ledger"):
            await until(lambda: one.is_late)
        assert "ConnectError" in caplog.text
    assert not one.is_late  # whoever has the duty now knows
    async with at_work(one):
        with Collector() as other:
            one.url = other.url
            await until(lambda: other.taken == lines(1, 5))


async def test_another_place_gets_all_of_it(collector: Collector, tmp_path: Path) -> None:
    file = tmp_path / "checkpoints"
    file.write_bytes(lines(1, 5))
    with Collector() as first:
        async with at_work(Courier(first.url, CheckpointFile(file))):
            await until(lambda: is_marked(file))
        assert first.taken == lines(1, 5)
    async with at_work(Courier(collector.url, CheckpointFile(file))):
        await until(lambda: collector.taken == lines(1, 5))


@pytest.mark.parametrize("other", [lines(1, 2), b"", lines(100, 900)])
async def test_of_another_file_all_is_sent(
    collector: Collector, tmp_path: Path, other: bytes
) -> None:
    file = tmp_path / "checkpoints"
    file.write_bytes(lines(1, 5))
    one = Courier(collector.url, CheckpointFile(file))
    async with at_work(one):
        await until(lambda: is_marked(file))
        file.write_bytes(other + lines(7, 7))
        one.more()
        await until(lambda: collector.taken.endswith(lines(7, 7)))

    assert collector.taken.endswith(other + lines(7, 7))


@pytest.mark.usefixtures("soon")
async def test_who_has_the_duty_sends_and_seals_on_where_nothing_is_taken(
    collector: Collector, migrated: str, tmp_path: Path
) -> None:
    collector.status = 503
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", 7) as written:
        duty = Duty(
            url=as_app(migrated),
            ledger=written.ledger,
            key=checkpoint_key(CHECKPOINT_KEY),
            clock=lambda: written.now,
            files=[written.file],
            seconds=0.02,
            courier=Courier(collector.url, written.file),
        )
        running = asyncio.create_task(duty.run())
        for _ in range(3):
            before = sum(1 for _ in written.file.lines())
            await written.write(3)
            await until(lambda before=before: sum(1 for _ in written.file.lines()) > before)
        await until(lambda: duty.is_undelivered)
        collector.status = 200
        await until(lambda: collector.taken == written.file.path.read_bytes())
        await until(lambda: not duty.is_undelivered)
        running.cancel()

        assert not duty.is_overdue
        found = audit_settings(written, as_app(migrated))
        await anyio.to_thread.run_sync(compare, found, collector.taken, tmp_path / "fetched")


def compare(found: AuditSettings, taken: bytes, fetched: Path) -> None:
    """What was fetched from there is held against the database, as far as it goes."""

    def faults_of(copy: Path) -> list[str]:
        return [one for one in asyncio.run(verify(found, [copy])) if str(copy) in one]

    for content, fault in (
        (taken, None),
        (taken + taken, None),
        (taken.splitlines(keepends=True)[0], None),
        (b"".join(taken.splitlines(keepends=True)[1:]), "lacks checkpoint 1"),
        (b"", "holds no checkpoint"),
        (taken.replace(b'"seal":1,', b'"seal":9999,'), "is not in the database"),
    ):
        fetched.write_bytes(content)
        faults = faults_of(fetched)
        assert bool(faults) == (fault is not None), (content, faults)
        assert fault is None or any(fault in one for one in faults)
    fetched.unlink()
    assert any("holds no checkpoint" in one for one in faults_of(fetched))
