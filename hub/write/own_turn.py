"""Who changes a resource by what it is now goes one after another, within one process.

Between processes they meet at its version, and who is late begins anew.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary


@dataclass(frozen=True, slots=True)
class OwnTurns:
    """A line for each name; it is gone once nobody stands in it."""

    _lines: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @asynccontextmanager
    async def of(self, names: Iterable[str]) -> AsyncIterator[None]:
        """The turn in all of these lines, entered in one order by all."""
        async with AsyncExitStack() as stack:
            for name in sorted(set(names)):
                line = self._lines.get(name)
                if line is None:
                    line = self._lines[name] = asyncio.Lock()
                await stack.enter_async_context(line)
            yield
