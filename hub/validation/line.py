"""Judging beside the event loop: what takes long is judged in a thread, and others are answered."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from hub.errors import Unavailable
from profiles.validator import Validator

Said = TypeVar("Said")
Judging = Callable[[Validator], Said]

LARGE = 200_000  # bytes; a smaller body is judged before others notice
SMALL = 4_000  # bytes; and one of these before somebody at a bedside does
MOST_WAITING = 8  # in one line; further ones are told to come back
MOST_AT_ONCE = 64  # of the small ones, which are as many as are at work


class Aside:
    """One thread with a validator of its own, for a validator works in one thread only."""

    def __init__(self, validator: Validator) -> None:
        self._validator = validator
        # Not asyncio's own threads: who gives up waiting leaves his work behind, half done.
        self._thread = ThreadPoolExecutor(1, "judge")

    async def do(self, work: Judging[Said]) -> Said:
        """What the work says, once all that came before is done."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, work, self._validator)


@dataclass(slots=True)
class Line:
    """Who waits for the thread, first come, first served; a long line holds up no other line."""

    aside: Aside
    most: int = MOST_WAITING
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    waiting: int = 0

    async def judge(self, work: Judging[Said]) -> Said:
        """What the work says, with the validator that is the thread's own.

        Raises:
            Unavailable: too many wait; nothing was done.
        """
        if self.waiting >= self.most:
            raise Unavailable(
                "too many large bodies wait to be judged; nothing was done, "
                "so send it again in a moment",
                headers={"Retry-After": "1"},
            )
        self.waiting += 1
        try:
            async with self.turn:
                return await self.aside.do(work)
        finally:
            self.waiting -= 1
