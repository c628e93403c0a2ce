"""What takes long is judged in a thread: one at a time, in turn, and only so many wait."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from hub.errors import Unavailable
from hub.validation.line import MOST_WAITING, Aside, Line
from profiles.validator import Validator, shipped_validator

pytestmark = pytest.mark.anyio

PATIENCE = 30  # seconds, on the busiest of machines


@asynccontextmanager
async def held(line: Line) -> AsyncIterator[None]:
    """The thread is busy for as long as the block."""
    begun, over = threading.Event(), threading.Event()

    def work(_: Validator) -> None:
        begun.set()
        over.wait(PATIENCE)

    holder = asyncio.create_task(line.judge(work))
    await asyncio.to_thread(begun.wait, PATIENCE)
    try:
        yield
    finally:
        over.set()
        await holder


@pytest.fixture
def line() -> Line:
    return Line(Aside(shipped_validator()))


async def test_the_work_gets_the_validator_in_a_thread_of_its_own(line: Line) -> None:
    validator, where = await line.judge(lambda given: (given, threading.get_ident()))

    assert validator is shipped_validator()
    assert where != threading.get_ident()
    assert await line.judge(lambda _: threading.get_ident()) == where


async def test_what_the_work_raises_reaches_who_asked_and_the_next_is_served(line: Line) -> None:
    with pytest.raises(ZeroDivisionError):
        await line.judge(lambda _: 1 // 0)

    assert await line.judge(lambda _: "next") == "next"


async def test_who_comes_first_is_served_first(line: Line) -> None:
    served: list[int] = []
    async with held(line):
        waiting = [
            asyncio.create_task(line.judge(lambda _, number=number: served.append(number)))
            for number in range(MOST_WAITING - 1)
        ]
        await anyio.wait_all_tasks_blocked()
        assert served == []
    await asyncio.gather(*waiting)

    assert served == list(range(MOST_WAITING - 1))
    assert line.waiting == 0


async def test_a_long_line_takes_no_more_and_holds_up_no_other(line: Line) -> None:
    other = Line(line.aside)
    served: list[str] = []
    async with held(line):
        waiting = [
            asyncio.create_task(line.judge(lambda _: served.append("long")))
            for _ in range(MOST_WAITING - 1)
        ]
        await anyio.wait_all_tasks_blocked()
        with pytest.raises(Unavailable) as refused:
            await line.judge(lambda _: served.append("too many"))
        short = asyncio.create_task(other.judge(lambda _: served.append("short")))
        await anyio.wait_all_tasks_blocked()
    await asyncio.gather(short, *waiting)

    assert refused.value.headers["Retry-After"] == "1"
    assert served[0] == "short"
    assert served[1:] == ["long"] * (MOST_WAITING - 1)


async def test_who_gives_up_waiting_leaves_the_validator_to_one_at_a_time(line: Line) -> None:
    begun, over, next_begun = threading.Event(), threading.Event(), threading.Event()

    def work(_: Validator) -> bool:
        begun.set()
        over.wait(PATIENCE)
        return next_begun.is_set()

    given_up = asyncio.create_task(line.judge(work))
    await asyncio.to_thread(begun.wait, PATIENCE)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    following = asyncio.create_task(line.judge(lambda _: next_begun.set()))
    await anyio.wait_all_tasks_blocked()

    assert not next_begun.is_set()
    over.set()
    await following
    assert line.waiting == 0
