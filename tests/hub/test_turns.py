"""One work's share of the event loop."""

import asyncio

import pytest

from hub.turns import LONGEST, Turns

pytestmark = pytest.mark.anyio


async def is_given(turns: Turns) -> bool:
    """Whether somebody else came in between."""
    others = list[int]()
    asyncio.get_running_loop().call_soon(others.append, 1)
    await turns.give()
    return bool(others)


async def test_who_had_his_time_gives_way() -> None:
    turns = Turns()
    await asyncio.sleep(2 * LONGEST)

    assert await is_given(turns)
    assert not await is_given(turns)


async def test_a_wait_is_no_time_of_ones_own() -> None:
    turns = Turns()
    await asyncio.sleep(2 * LONGEST)
    turns.begin()

    assert not await is_given(turns)
