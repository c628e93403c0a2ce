"""What is done beside answers: each thing once at a time, and no more than a few at once."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from typing import Self

MOST = 32


@dataclass(slots=True)
class Beside:
    """Work that nobody waits for, by what it is about; when the block ends, none goes on."""

    under_way: dict[Hashable, asyncio.Task[None]] = field(default_factory=dict)

    def begin(self, about: Hashable, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Begin it, unless it is under way or too much is: whoever comes next begins it then."""
        if about in self.under_way or len(self.under_way) >= MOST:
            return
        task = asyncio.create_task(work())
        self.under_way[about] = task
        task.add_done_callback(lambda _: self.under_way.pop(about, None))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = list(self.under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
