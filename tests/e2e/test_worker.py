"""`hub worker` beside hubs that serve: what has to be done when its time has come, is."""

import asyncio
import signal
import time

import pytest

from tests.hub.offers import coded, moment, offered
from tests.plugins.hub import Region
from tests.plugins.processes import READY_WITHIN, Program, free_port, settings_of
from tests.plugins.warm import Warm

pytestmark = pytest.mark.anyio


async def test_who_does_not_answer_in_time_has_said_no_without_anybody_asking(
    region: Region, warm: Warm, database_url: str, tmp_path
) -> None:
    worker = Program(
        warm,
        ["hub", "worker", "--every", "0.1"],
        tmp_path / "worker.log",
        settings_of(database_url, free_port()),
    )
    case = await offered(region, restriction={"period": {"end": moment(5 / 3600)}})
    worker.start()
    try:
        deadline = time.monotonic() + READY_WITHIN
        while (task := await case.read(case.placer))["status"] == "requested":
            assert time.monotonic() < deadline, worker.log.read_text()
            await asyncio.sleep(0.1)
    finally:
        worker.process.send_signal(signal.SIGTERM)

    assert task["statusReason"] == coded("rejection-reason", "no-response")
    assert worker.ended(READY_WITHIN) == 0, worker.log.read_text()
    rows = await region.running.left_behind()
    assert {"start", "deadline", "stop"} <= {row["interaction"] for row in rows}
