"""What each process hears of a change as it is committed, wherever it was made.

https://www.postgresql.org/docs/current/sql-notify.html
docs/decisions/0094-pages-of-the-transfer-point.md
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import asyncpg

from hub.storage.connections import Connection
from hub.storage.failures import FAILURES

_LOG = logging.getLogger("hub.storage")
CHANNEL = "transfer"
EVERY = 10.0
"""Seconds between two looks whether the database is there still."""
AGAIN = 1.0
"""Seconds until it is tried again where it is not."""
_WITHIN = 5.0
Told = Callable[[Iterable[str] | None], None]
"""Takes the URAs of those for whom something changed; None where that may be anybody."""


def notifies(*columns: str) -> str:
    """Of a statement that writes rows: with the commit, who they are of is told by these URAs.

    Nothing else goes along: whoever hears it asks as himself what there is to see.
    """
    return f"RETURNING pg_notify('{CHANNEL}', concat_ws(' ', {', '.join(columns)}))"


def notified(told: str) -> str:
    """A condition that always holds: with the commit, who this column names is told likewise.

    For who has to hear of rows that are not of him.
    """
    return f"pg_notify('{CHANNEL}', {told}) IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Hearing:
    """Listens on a connection of its own for as long as the process lives."""

    url: str
    told: Told
    every: float = EVERY

    async def run(self) -> None:
        """Until it is cancelled. What was missed meanwhile may be anything: all are told then."""
        is_said = False
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._heard()
            except FAILURES as failure:
                lasted = asyncio.get_running_loop().time() - began
                if not is_said or lasted > self.every:
                    _LOG.warning("changes are not heard of: %s", type(failure).__name__)
                is_said = True
            await asyncio.sleep(AGAIN)

    async def _heard(self) -> None:
        connection = await asyncpg.connect(
            self.url, connection_class=Connection, timeout=_WITHIN, command_timeout=_WITHIN
        )
        try:
            await connection.add_listener(CHANNEL, self._hear)
            self.told(None)
            while True:
                await asyncio.sleep(self.every)
                await connection.execute("SELECT 1")
        finally:
            connection.terminate()

    def _hear(self, *said: object) -> None:
        self.told(str(said[-1]).split())
