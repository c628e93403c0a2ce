"""How many notifications wait, as last looked: a metric is told at once, and asks no database."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hub.storage.backlog import Standing, standing
from hub.storage.database import Database
from hub.storage.failures import FAILURES

_LOG = logging.getLogger("hub.monitoring")


@dataclass(slots=True)
class Backlog:
    """Looked at every `seconds`, of all workers together."""

    database: Database
    clock: Callable[[], datetime]
    seconds: float = 15.0
    now: Standing = field(default_factory=Standing)

    async def watch(self) -> None:
        """Until it is cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self.seconds)

    async def look(self) -> None:
        """Once; what was known stays where the database does not answer."""
        try:
            async with self.database.connection() as connection:
                self.now = await standing(connection, self.clock())
        except FAILURES as failure:
            _LOG.error("what waits to be told is not known: %s", type(failure).__name__)
