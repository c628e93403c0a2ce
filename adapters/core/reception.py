"""A source that comes by itself: what it brings is taken, and brought on to the hub meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from adapters.core.client import HubClient
from adapters.core.dispatch import Dispatch
from adapters.core.gate import Backoff
from adapters.core.lanes import Lanes
from adapters.core.outbox import Outbox
from adapters.core.reporter import Reporter
from adapters.core.standing import Standing, standing_of

_MEASURES_EACH = 5.0  # seconds


@dataclass(slots=True)
class Reception:
    """One source, which calls us, and one hub."""

    client: HubClient
    reporter: Reporter
    backoff: Backoff = field(default_factory=Backoff)

    async def run(
        self, serve: Callable[[Outbox, asyncio.Event], Awaitable[None]], stop: asyncio.Event
    ) -> Standing:
        """Until `stop`. Raises what `serve` raises; what was taken stays for the next start."""
        outbox = self.reporter.outbox
        lanes = Lanes(Dispatch(outbox), self.client, self.reporter, self.backoff)
        parts = [
            asyncio.ensure_future(serve(outbox, stop)),
            asyncio.ensure_future(lanes.run(stop)),
            asyncio.ensure_future(self._measure(stop)),
        ]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.set()
            ended = await asyncio.gather(*parts, return_exceptions=True)
            self.reporter.measure()
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        return standing_of(outbox)

    async def _measure(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self.reporter.measure()
            try:
                await asyncio.wait_for(stop.wait(), _MEASURES_EACH)
            except TimeoutError:
                continue
