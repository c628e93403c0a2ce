"""What nobody waits for is done once at a time, is bounded, and ends with the hub."""

import asyncio
import logging

import pytest

from hub.access.beside import MOST, Beside

pytestmark = pytest.mark.anyio


async def test_the_same_is_not_begun_twice_and_no_more_than_a_few() -> None:
    begun, free = [], asyncio.Event()

    async def work() -> None:
        begun.append(1)
        await free.wait()

    async with Beside() as beside:
        for about in [0, 0, *range(1, 2 * MOST)]:
            beside.begin(about, work)
        await asyncio.sleep(0)
        assert len(begun) == MOST
        free.set()
        await asyncio.gather(*beside.under_way.values())
        assert beside.under_way == {}
        beside.begin(0, work)
        await asyncio.gather(*beside.under_way.values())
        assert len(begun) == MOST + 1


async def test_none_goes_on_when_the_hub_ends() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with Beside() as beside:
        beside.begin(0, work)
        await asyncio.sleep(0)
    assert ended.is_set()


async def test_what_breaks_is_told_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        raise ValueError("hunter2")

    async with Beside() as beside:
        beside.begin(0, work)
        await asyncio.gather(*beside.under_way.values())
    assert "ValueError" in caplog.text
    assert "hunter2" not in caplog.text
    assert [one.levelno for one in caplog.records] == [logging.ERROR]
