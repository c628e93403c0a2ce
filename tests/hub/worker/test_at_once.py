"""Several are told at once: who hangs or is away takes nobody else's turn, nor two of its own."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from hub.storage.notifications import take
from hub.worker.notifications import notify
from hub.worker.telling import back_off
from tests.hub.offers import a_candidate, offered
from tests.hub.worker.told import Working, says_where, working
from tests.plugins.hub import Caller, Region
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio
LONG = 1.5


@asynccontextmanager
async def running(worker: Working) -> AsyncIterator[None]:
    """The worker looks by itself meanwhile."""
    doing = asyncio.create_task(notify(worker.teller, 0.05))
    try:
        yield
    finally:
        doing.cancel()
        with suppress(asyncio.CancelledError):
            await doing


async def came(told: Told, number: int) -> None:
    """Return when so many did."""
    await asyncio.to_thread(told.wait, number)


async def told_at(region: Region, told: Told) -> Caller:
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    return provider


async def test_who_hangs_takes_no_turn_of_another_and_one_of_its_own(
    region: Region, tmp_path: Path
) -> None:
    with Told(tmp_path) as hangs, Told(tmp_path) as well:
        hangs.pause = LONG
        slow, quick = await told_at(region, hangs), await told_at(region, well)
        for _ in range(3):
            await offered(region, provider=slow)
        async with working(region, hangs, well) as worker, running(worker):
            await came(hangs, 1)
            began = time.monotonic()
            for number in range(1, 4):
                await offered(region, provider=quick)
                await came(well, number)
            took = time.monotonic() - began
            at_once = len(hangs.came)

    assert took < LONG
    assert at_once == 1


async def test_who_is_away_is_told_all_of_it_in_order_once_it_is_back(
    region: Region, tmp_path: Path
) -> None:
    with Told(tmp_path) as told:
        provider = await told_at(region, told)
        told.status = 500
        async with working(region, told) as worker:
            case = await offered(region, provider=provider)
            await worker.look(provider.ura)
            await case.send(provider, status="received")
            await case.accept()
            told.status = 200
            assert await worker.look(provider.ura) == [], "it is not asked again so soon"
            worker.clock.ahead = timedelta(minutes=30)
            taken = await worker.look(provider.ura)

    assert [one.event for one in taken] == [1, 2, 3]


async def test_a_database_that_fails_or_a_fault_of_ours_ends_no_worker(
    region: Region, tmp_path: Path
) -> None:
    with Told(tmp_path) as told:
        odd, well = await told_at(region, told), await told_at(region, told)
        await offered(region, provider=odd)
        async with region.running.tampering() as connection:
            spoil = (
                "UPDATE notification SET task = gen_random_uuid() WHERE channel = "
                "(SELECT id FROM notification_channel WHERE partner = $1)"
            )
            await connection.execute(spoil, odd.ura)
        async with working(region, told) as worker, running(worker):
            await offered(region, provider=well)
            await came(told, 1)

    assert len(told.came) == 1


async def test_what_nobody_takes_is_given_up_and_told(
    region: Region, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Told(tmp_path) as told:
        provider = await told_at(region, told)
        case = await offered(region, provider=provider)
        told.status = 500
        async with working(region, told, patience=1) as worker:
            await worker.look(provider.ura)
            worker.clock.ahead = timedelta(hours=2)
            await worker.look(provider.ura)
            worker.clock.ahead = timedelta(hours=4)
            assert await worker.look(provider.ura) == []

    assert len(told.came) == 2
    [said] = [one.getMessage() for one in caplog.records if "given up" in one.getMessage()]
    assert provider.ura in said
    assert "status-500" in said
    assert case.tasks[0].partition("/")[2] not in said


def test_each_wait_is_longer_to_a_quarter_of_an_hour() -> None:
    for attempts in range(1, 40):
        assert 0.5 * min(2.0**attempts * 2, 900) <= back_off(attempts) <= min(4.0**attempts, 900)


async def test_workers_that_look_at_once_take_each_one_once(region: Region) -> None:
    providers = [await a_candidate(region) for _ in range(4)]
    for provider in providers:
        await offered(region, provider=provider)
    database, now = region.running.database, region.running.clock()

    async def taken() -> list[int]:
        async with database.connection() as connection:
            found = await take(connection, now, now + timedelta(seconds=5), 1_000)
        return [one.number for one in found if one.partner in {each.ura for each in providers}]

    each = await asyncio.gather(*(taken() for _ in range(4)))

    numbers = [number for found in each for number in found]
    assert len(numbers) == len(set(numbers))
    assert 1 <= len(numbers) <= len(providers)


async def test_a_partner_that_is_away_for_days_holds_up_no_look(region: Region) -> None:
    name = "for-days"
    many = (
        "WITH c AS (INSERT INTO notification_channel (partner, topic, events) "
        "VALUES ($1, $1, 4000) RETURNING id) INSERT INTO notification (channel, event, task) "
        "SELECT c.id, g, gen_random_uuid() FROM c, generate_series(1, 4000) AS g"
    )
    over = (
        "WITH c AS (DELETE FROM notification_channel WHERE partner = $1 RETURNING id) "
        "DELETE FROM notification n USING c WHERE n.channel = c.id"
    )
    async with region.running.owner.connection() as connection:
        await connection.execute(many, name)
        try:
            now, began = region.running.clock(), time.monotonic()
            found = await take(connection, now, now + timedelta(seconds=1), 16)
            took = time.monotonic() - began
        finally:
            await connection.execute(over, name)

    assert took < 1.0
    assert len([one for one in found if one.partner == name]) <= 1
