"""What was committed is told, whoever is killed, and where twice, twice the same."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hub.offers import a_candidate, offered
from tests.hub.worker.told import says_where
from tests.plugins.hub import Region
from tests.plugins.processes import READY_WITHIN, Program, free_port, settings_of
from tests.plugins.warm import Warm
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


@pytest.fixture
def a_worker(
    warm: Warm, database_url: str, tmp_path: Path, told: Told
) -> Iterator[Callable[[], Program]]:
    """One more, which runs."""
    settings = settings_of(database_url, free_port())
    settings["HUB_NOTIFY_HOSTS"] = told.host
    settings["HUB_NOTIFY_AUTHORITIES"] = str(told.authorities)
    made: list[Program] = []

    def start() -> Program:
        log = tmp_path / f"worker-{len(made)}.log"
        worker = Program(warm, ["hub", "worker", "--every", "0.1"], log, settings)
        worker.start()
        made.append(worker)
        return worker

    yield start
    for one in made:
        one.process.send_signal(signal.SIGKILL)


async def test_a_worker_that_is_killed_while_it_tells_leaves_it_to_the_next(
    region: Region, told: Told, a_worker: Callable[[], Program]
) -> None:
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    case = await offered(region, provider=provider)
    told.pause = 5.0

    first = a_worker()
    await asyncio.to_thread(told.wait, 1, READY_WITHIN)
    first.process.send_signal(signal.SIGKILL)
    told.pause = 0.0
    async with region.running.owner.connection() as connection:
        # As when its minute is over.
        over = "UPDATE notification SET leased = now() WHERE state = 'waiting'"
        await connection.execute(over)
    second = a_worker()
    await asyncio.to_thread(told.wait, 2, READY_WITHIN)
    second.process.send_signal(signal.SIGTERM)

    assert second.ended(READY_WITHIN) == 0, second.log.read_text()
    name = case.tasks[0].partition("/")[2]
    assert told.paths == [f"/notify/{name}"] * 2
    log = first.log.read_text() + second.log.read_text()
    assert name not in log
    assert case.dossier.bsn not in log
