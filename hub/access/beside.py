"""What is done beside answers: each thing once at a time, and no more than a few at once."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from typing import Self

from hub.errors import whereabouts

_LOG = logging.getLogger("hub.access")
MOST = 32


@dataclass(slots=True)
class Beside:
    """Work that nobody waits for, by what it is about; when the block ends, none goes on."""

    under_way: dict[Hashable, asyncio.Task[None]] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = list(self.under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def begin(self, about: Hashable, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Begin it, unless it is under way or too much is: whoever comes next begins it then."""
        if about not in self.under_way and len(self.under_way) < MOST:
            self.under_way[about] = asyncio.create_task(self._done(about, work))

    async def _done(self, about: Hashable, work: Callable[[], Coroutine[None, None, None]]) -> None:
        try:
            await work()
        # Nobody waits for it, so nobody else would tell.
        except Exception as fault:  # noqa: BLE001
            _LOG.error("beside an answer: %s", whereabouts(fault))
        finally:
            del self.under_way[about]
