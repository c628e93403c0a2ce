"""What is asked at the same moment is done together, in the context of none of those who asked."""

import asyncio
from collections.abc import Sequence
from contextvars import ContextVar

import pytest

from hub.storage.gathered import Gathered

pytestmark = pytest.mark.anyio

WHO = ContextVar("WHO", default="nobody")


async def test_what_is_done_for_many_is_done_in_the_context_of_none() -> None:
    seen: list[tuple[str, int]] = []

    async def act(batch: Sequence[str]) -> list[str]:
        seen.append((WHO.get(), len(batch)))
        await asyncio.sleep(0)
        return list(batch)

    gathered = Gathered[str, str](act, 10)

    async def ask(who: str) -> str:
        WHO.set(who)
        return await gathered.ask(who)

    told = await asyncio.gather(*(ask(who) for who in ("first", "second", "third")))

    assert told == ["first", "second", "third"]
    assert seen == [("first", 1), ("nobody", 2)]
