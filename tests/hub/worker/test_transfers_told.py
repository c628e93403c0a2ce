"""A transfer between two that is kept here is told of like an offer, and no word more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.stu3.transfers import HANDOFF, a_sending, an_input
from tests.hub.worker.told import says_where, working
from tests.plugins.hub import Region
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


async def test_who_takes_over_is_told_of_a_handoff_and_its_sender_that_it_was_taken_over(
    region: Region, told: Told
) -> None:
    sending = await a_sending(region)
    sender, receiver = sending.sender, sending.receiver
    await says_where(receiver.caller, f"{told.url}/receives")
    await says_where(sender.caller, f"{told.url}/sends")
    handoff = an_input(HANDOFF, await sending.handoff())
    task = await sending.sent(sending.task("in-progress", handoff))
    name = task.partition("/")[2]

    async with working(region, told) as worker:
        await worker.look(receiver.ura, sender.ura)
        first = sorted(told.paths)
        assert (await receiver.answer(task, status="completed")).status_code == 200
        await worker.look(receiver.ura, sender.ura)

    both = [f"/notify/receives/{name}", f"/notify/sends/{name}"]
    assert first == both
    assert sorted(told.paths) == sorted([*both, *both])
    assert {one.body for one in told.came} == {b""}


async def test_who_never_knew_of_it_is_not_told_that_it_ended(region: Region, told: Told) -> None:
    sending = await a_sending(region)
    await says_where(sending.receiver.caller, told.url)
    task = await sending.sent(sending.task("requested"))
    assert (await sending.sender.answer(task, status="cancelled")).status_code == 200

    async with working(region, told) as worker:
        await worker.look(sending.receiver.ura)

    assert told.came == []
