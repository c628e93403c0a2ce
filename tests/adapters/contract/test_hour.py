"""A hub that is down for an hour of clock time: nothing is lost, and it is not stormed."""

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from adapters.core.arguments import parse_arguments
from adapters.core.connection import client_of
from adapters.core.outbox import Outbox
from adapters.core.progress import Progress
from adapters.core.reporter import Reporter
from adapters.core.run import Route
from adapters.core.standing import Standing, standing_of
from adapters.hospital.__main__ import connect
from tests.adapters.contract.adapter import Adapter, adapter
from tests.adapters.contract.conftest import calm
from tests.adapters.contract.hurried import Hurried
from tests.adapters.contract.run import PEOPLE, Run

HOUR = 3600.0
PACE = 900.0

pytestmark = pytest.mark.slow


def test_an_hour_of_silence_loses_nothing_and_storms_nobody(
    new_run: Callable[[Adapter], Run],
    undisturbed: dict[tuple[str, bool], Counter[str]],
    tmp_path: Path,
) -> None:
    hospital = adapter("hospital")
    expected = calm(undisturbed, new_run(hospital))
    run = new_run(hospital)
    run.lay()
    before = run.region.cable.refused
    run.region.cable.cut()

    with (tmp_path / "shown").open("w") as out, asyncio.Runner(loop_factory=Hurried) as runner:
        silent, at_last = runner.run(_through(run, partial(Progress, out)))

    calls = run.region.cable.refused - before
    assert silent.waiting == PEOPLE
    assert silent.silent_since is not None
    assert HOUR / 60 < calls < 4 * HOUR / 60
    assert (at_last.waiting, at_last.pushed, at_last.silent_since) == (0, PEOPLE, None)
    assert run.store() == expected


async def _through(run: Run, shown: Callable[[], Progress]) -> tuple[Standing, Standing]:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, Hurried)
    where = (run.region.cable.url, run.system.client_id, run.folder, run.way)
    name, *rest = run.adapter.arguments(*where)
    arguments = parse_arguments(name, rest)
    outbox, stop = Outbox(arguments.state), asyncio.Event()
    async with client_of(arguments) as client:
        source, mapping = connect(arguments.source)
        route = Route(source, mapping, client, Reporter(outbox, shown()))
        watching = asyncio.create_task(route.watch(60.0, stop))
        loop.pace(PACE)
        await asyncio.sleep(HOUR)
        silent = standing_of(outbox)
        run.region.cable.mend()
        await asyncio.sleep(60.0)  # the rest of the last wait, at the same pace
        loop.pace(1.0)
        while standing_of(outbox).waiting:  # noqa: ASYNC110 -- nothing tells it
            await asyncio.sleep(0.1)
        stop.set()
        at_last = await watching
    outbox.close()
    return silent, at_last
