"""Long work on the event loop: every few milliseconds others have their turn."""

import asyncio
from dataclasses import dataclass, field
from time import perf_counter

LONGEST = 0.003
"""Seconds that one work keeps the others waiting."""


@dataclass(slots=True)
class Turns:
    """One work's share of the event loop; it asks after each part of which it has many."""

    _since: float = field(default_factory=perf_counter)

    def begin(self) -> None:
        """What came before was a wait, in which others had theirs."""
        self._since = perf_counter()

    async def give(self) -> None:
        """Let others go first, if this work has had its time."""
        if perf_counter() - self._since > LONGEST:
            await asyncio.sleep(0)
            self._since = perf_counter()
