"""Who does not answer an offer in time: it is a no, and who made it need not wait."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from hub.storage.pseudonym import rid
from hub.write.terms import expire_one, resume_one
from tests.hub.offers import coded, moment, offered
from tests.hub.places import sought
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

LATER = timedelta(hours=7)


async def expired(region: Region) -> None:
    """All whose time is over by then; a second worker takes what the first does not."""
    access, then, left = region.running.access, region.running.clock() + LATER, set[UUID]()
    while any(await asyncio.gather(*(expire_one(access, then, left) for _ in range(3)))):
        pass


async def test_no_answer_is_a_no_that_says_so(region: Region) -> None:
    case = await offered(region, 3)
    await case.accept(2)

    await expired(region)

    told = [await case.read(case.placer, number) for number in range(3)]
    assert [one["status"] for one in told] == ["rejected", "rejected", "accepted"]
    assert told[0]["statusReason"] == coded("rejection-reason", "no-response")
    for number, status in enumerate([404, 404, 200]):
        assert (await case.providers[number].get(case.tasks[number])).status_code == status


async def test_who_still_has_time_keeps_his_offer(region: Region) -> None:
    case = await offered(region)

    await expire_one(region.running.access, region.running.clock(), set())

    assert (await case.read(case.placer))["status"] == "requested"


async def test_what_can_not_be_read_stands_in_the_way_of_no_other(region: Region) -> None:
    spoilt, case = await offered(region), await offered(region)
    where = "WHERE custodian = $1 AND type = 'Task'"
    async with region.running.tampering() as connection:
        sealed = await connection.fetchval(
            f"SELECT sealed FROM resource_version {where}", spoilt.placer.ura
        )

    async def put(body: bytes) -> None:
        async with region.running.tampering() as connection:
            statement = f"UPDATE resource_version SET sealed = $2 {where}"
            await connection.execute(statement, spoilt.placer.ura, body)

    await put(b"?")
    left = set[UUID]()
    then = region.running.clock() + LATER
    while await expire_one(region.running.access, then, left):
        pass

    # Tests before this one may have left others that can't be read.
    [task] = spoilt.tasks
    assert rid(region.running.access.keyring, *task.split("/")) in left
    assert (await case.read(case.placer))["status"] == "rejected"
    await put(sealed)


async def test_what_its_row_says_otherwise_than_the_task_ends_no_worker(region: Region) -> None:
    """As somebody with every right on the database can make it."""
    odd, case = await offered(region), await offered(region)
    await odd.accept()
    async with region.running.tampering() as connection:
        back = "UPDATE transfer_offer SET status = 'requested' WHERE placer = $1"
        await connection.execute(back, odd.placer.ura)

    await expired(region)

    assert (await odd.read(odd.placer))["status"] == "accepted"
    assert (await case.read(case.placer))["status"] == "rejected"
    async with region.running.tampering() as connection:
        right = "UPDATE transfer_offer SET status = 'accepted' WHERE placer = $1"
        await connection.execute(right, odd.placer.ura)


async def test_a_case_that_waits_is_looked_at_again_when_its_day_has_come(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    until = {"period": {"end": moment(5)}}
    waits = await case.step(case.desk, "on-hold", "waiting-list", restriction=until)
    assert waits.status_code == 200, waits.text
    access, clock = region.running.access, region.running.clock

    while await resume_one(access, clock(), set()):
        pass
    before = await case.read(case.desk)
    while await resume_one(access, clock() + LATER, set()):
        pass
    after = await case.read(case.desk)

    assert [before["status"], after["status"]] == ["on-hold", "accepted"]
    assert "restriction" not in after
