"""Translating between JSON and XML beside the event loop, where it takes long."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

SMALL = 50_000  # bytes; fewer are translated before others notice


@dataclass(slots=True)
class Translation:
    """One thread of its own; `waiting` counts what is in it or waits for it."""

    waiting: int = 0
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "xml"))

    async def of(self, work: Callable[[Given], Made], given: Given, size: int) -> Made:
        """What the work makes of what is given, which has so many bytes."""
        if size <= SMALL:
            return work(given)
        self.waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, work, given)
        finally:
            self.waiting -= 1
