"""Who hears of nothing is told that nothing happened, once in a while and by one worker alone."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.storage.notifications import Quiet
from hub.worker.heartbeats import quiet_ones
from tests.hub.offers import Offered, a_candidate, offered
from tests.hub.worker.told import BACKPORT, TA_NP, Working, says_where, working
from tests.plugins.hub import Region
from tests.stubs.told import Came, Told

pytestmark = pytest.mark.anyio
QUIET = timedelta(minutes=10)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


async def asked(region: Region, told: Told, code: str = BACKPORT) -> Offered:
    provider = await a_candidate(region)
    await says_where(provider, told.url, code)
    return await offered(region, provider=provider)


async def due(worker: Working, case: Offered) -> list[Quiet]:
    """The channel of this candidate, where a heartbeat is due to it."""
    found = list[Quiet]()
    while some := await quiet_ones(worker.teller):
        found += some
    return [one for one in found if one.partner == case.providers[0].ura]


def said(came: Came) -> dict[str, Any]:
    bundle = json.loads(came.body)
    [entry] = bundle["entry"]
    return {
        one["name"]: next(value for key, value in one.items() if key[:5] == "value")
        for one in entry["resource"]["parameter"]
    }


async def test_who_heard_of_nothing_is_told_so_with_the_number_of_the_last_event(
    region: Region, told: Told
) -> None:
    case = await asked(region, told)
    async with working(region, told, quiet=QUIET) as worker:
        await worker.look(case.providers[0].ura)
        before = len(told.came)
        assert await due(worker, case) == []
        worker.clock.ahead = QUIET + timedelta(seconds=5)

        [one] = await due(worker, case)
        await worker.teller.beat(one)

        assert await due(worker, case) == []
    [came] = told.came[before:]
    beat = said(came)
    assert (beat["type"], beat["status"]) == ("heartbeat", "active")
    assert beat["events-since-subscription-start"] == "1"
    for word in (case.tasks[0].partition("/")[2], case.dossier.id, case.dossier.bsn):
        assert word not in came.body.decode()


async def test_it_comes_again_behind_as_long_a_time(region: Region, told: Told) -> None:
    case = await asked(region, told)
    async with working(region, told, quiet=QUIET) as worker:
        await worker.look(case.providers[0].ura)
        for times in (1, 2):
            worker.clock.ahead = times * (QUIET + timedelta(seconds=5))
            assert len(await due(worker, case)) == 1


async def test_nobody_gets_one_who_waits_for_an_event_or_took_no_handshake(
    region: Region, told: Told
) -> None:
    case = await asked(region, told)
    async with working(region, told, quiet=QUIET) as worker:
        worker.clock.ahead = QUIET * 2
        assert await due(worker, case) == []
        await worker.look(case.providers[0].ura)
        await case.accept()
        worker.clock.ahead = QUIET * 4
        assert await due(worker, case) == []


async def test_nor_in_another_style_nor_where_none_are_set(region: Region, told: Told) -> None:
    case = await asked(region, told, TA_NP)
    async with working(region, told, quiet=QUIET) as worker:
        await worker.look(case.providers[0].ura)
        worker.clock.ahead = QUIET * 2
        assert await due(worker, case) == []
    async with working(region, told) as worker:
        worker.clock.ahead = QUIET * 2
        assert await quiet_ones(worker.teller) == []


async def test_none_goes_to_an_address_that_took_no_handshake(region: Region, told: Told) -> None:
    case = await asked(region, told)
    async with working(region, told, quiet=QUIET) as worker:
        await worker.look(case.providers[0].ura)
        worker.clock.ahead = QUIET * 2
        [one] = await due(worker, case)
        before = len(told.came)
        await says_where(case.providers[0], f"{told.url}/new", BACKPORT)

        await worker.teller.beat(one)

    assert told.came[before:] == []


async def test_one_that_is_not_taken_is_said_and_nothing_else(
    region: Region, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    case = await asked(region, told)
    async with working(region, told, quiet=QUIET) as worker:
        await worker.look(case.providers[0].ura)
        worker.clock.ahead = QUIET * 2
        [one] = await due(worker, case)
        told.status = 422

        await worker.teller.beat(one)

    assert "did not take a heartbeat: status-422" in caplog.text


async def test_of_several_workers_one_alone_sends_it(region: Region, told: Told) -> None:
    case = await asked(region, told)
    async with working(region, told, quiet=QUIET) as worker:
        await worker.look(case.providers[0].ura)
        worker.clock.ahead = QUIET * 2

        found = await asyncio.gather(*(due(worker, case) for _ in range(6)))

    assert sum(map(len, found)) == 1


async def test_who_does_not_take_what_he_is_told_gets_none(region: Region, told: Told) -> None:
    case = await asked(region, told)
    async with working(region, told, quiet=QUIET) as worker:
        await worker.look(case.providers[0].ura)
        async with region.running.database.connection() as connection:
            await connection.execute(
                "UPDATE notification_channel SET failing_since = now() WHERE partner = $1",
                case.providers[0].ura,
            )
        worker.clock.ahead = QUIET * 2

        assert await due(worker, case) == []
