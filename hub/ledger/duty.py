"""The duty to seal: one process of all has it, the others stand by; each knows if it is done."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hub.ledger.append import Ledger
from hub.ledger.changes import tell_changes
from hub.ledger.checkpoint import Checkpoint
from hub.ledger.checkpoint_file import CheckpointFile
from hub.ledger.courier import Courier
from hub.ledger.sealer import MOST_AT_ONCE, SEALED_AFTER, Broken, Sealer
from hub.storage.connections import Connection
from hub.storage.failures import FAILURES

_LOG = logging.getLogger("hub.ledger")
LOCK = 4207_2027
"""Of the database; whoever holds it seals."""
WITHIN = 60.0
"""Seconds in which a row is sealed, else the hub is not ready."""
_COMMAND = 10.0  # seconds
ENDS_WITHIN = 2.0
"""Seconds that a process that ends waits for the seal of its last rows."""
ALONE = "SELECT pg_try_advisory_lock($1)"
NEWEST_SEAL = "SELECT coalesce(max(seal), 0) FROM ledger_seal"
SEALS_AFTER = "SELECT * FROM ledger_seal WHERE seal > $1 ORDER BY seal LIMIT 500"


@dataclass(slots=True)
class Duty:
    """Runs beside the requests of one process, every `seconds`, on a connection of its own."""

    url: str
    ledger: Ledger
    key: Ed25519PrivateKey
    clock: Callable[[], datetime]
    files: Sequence[CheckpointFile]
    seconds: float
    courier: Courier | None = None
    _seen: int = 0
    _sealed: dict[int, int] = field(default_factory=dict)
    _waiting: dict[int, tuple[int, float]] = field(default_factory=dict)

    @property
    def is_overdue(self) -> bool:
        """Whether a row of this process waits for its seal longer than a minute."""
        return self.oldest > WITHIN

    @property
    def oldest(self) -> float:
        """Seconds that a row of this process waits for its seal; of the oldest, as far as known."""
        self._note()
        now = time.monotonic()
        return max((now - since for _, since in self._waiting.values()), default=0.0)

    @property
    def seals(self) -> int:
        """The number of the newest seal, as last looked."""
        return self._seen

    @property
    def is_undelivered(self) -> bool:
        """Whether checkpoints wait for their second place for a minute; who has the duty knows."""
        return self.courier is not None and self.courier.is_late

    async def run(self) -> None:
        """Until it is cancelled; whatever goes wrong is logged, and tried again."""
        while True:
            try:
                await self._on_duty()
            except (Broken, ValueError) as broken:
                _LOG.error("the ledger is not sealed: %s", broken)
            # A duty that ends in silence leaves rows without a seal for good.
            except Exception as failure:  # noqa: BLE001
                _LOG.error("the ledger is not sealed: %s", type(failure).__name__)
            await asyncio.sleep(self.seconds)

    async def end(self) -> None:
        """Seal what this process wrote last, or see that another does; not for long."""
        try:
            async with asyncio.timeout(ENDS_WITHIN), self._connected() as connection:
                while not await connection.fetchval(ALONE, LOCK):
                    await self._look(connection)
                    if not self._waiting:
                        return
                    await asyncio.sleep(0.05)
                sealer = await self._taken_over(connection)
                while await self._seal(sealer):
                    pass
        except (Broken, ValueError) as broken:
            _LOG.error("the last rows are not sealed: %s", broken)
        except FAILURES as failure:
            _LOG.error("the last rows are not sealed: %s", type(failure).__name__)

    async def _on_duty(self) -> None:
        async with self._connected() as connection:
            while not await connection.fetchval(ALONE, LOCK):
                await self._look(connection)
                await asyncio.sleep(self.seconds)
            sealer = await self._taken_over(connection)
            async with self._delivering():
                while True:
                    rows = await self._seal(sealer)
                    await tell_changes(connection, self.ledger, self.clock())
                    await self._look(connection)
                    if rows < MOST_AT_ONCE:
                        await asyncio.sleep(self.seconds)

    @asynccontextmanager
    async def _delivering(self) -> AsyncIterator[None]:
        """Beside the seals: who takes checkpoints slowly, or not, holds up none."""
        delivering = asyncio.create_task(self.courier.run()) if self.courier else None
        try:
            yield
        finally:
            if delivering is not None:
                delivering.cancel()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        connection = await asyncpg.connect(
            self.url, timeout=_COMMAND, command_timeout=_COMMAND, connection_class=Connection
        )
        try:
            yield connection
        finally:
            connection.terminate()

    async def _taken_over(self, connection: Connection) -> Sealer:
        sealer = await Sealer.resumed(connection, self.key, self.clock)
        for file in self.files:
            await _catch_up(connection, file)
        return sealer

    async def _seal(self, sealer: Sealer) -> int:
        made = await sealer.seal()
        if made:
            for file in self.files:
                await asyncio.to_thread(file.add, made)
            if self.courier is not None:
                self.courier.more()
        return sum(one.rows for one in made)

    async def _look(self, connection: Connection) -> None:
        newest = await connection.fetchval(NEWEST_SEAL)
        for row in await connection.fetch(SEALED_AFTER, self._seen):
            self._sealed[row["writer"]] = row["last"]
        self._seen = newest
        self._note()

    def _note(self) -> None:
        """Since when each pen of this process waits."""
        for pen in self.ledger.pens:
            sealed = self._sealed.get(pen.writer, 0)
            if sealed >= self._waiting.get(pen.writer, (0, 0.0))[0]:
                self._waiting.pop(pen.writer, None)
            if pen.last > sealed:
                self._waiting.setdefault(pen.writer, (pen.last, time.monotonic()))


async def _catch_up(connection: Connection, file: CheckpointFile) -> None:
    """What was sealed by another process, or before a crash, comes behind what is there.

    Raises:
        Broken: the database does not hold what the file says that was sealed.
    """
    last = await asyncio.to_thread(file.last)
    number = 0
    if last is not None:
        number = last["seal"]
        row = await connection.fetchrow("SELECT * FROM ledger_seal WHERE seal = $1", number)
        if row is None or Checkpoint.of_row(row).kept() != last:
            raise Broken(f"{file.path} holds seal {number}, and the database another one or none")
    while rows := await connection.fetch(SEALS_AFTER, number):
        await asyncio.to_thread(file.add, [Checkpoint.of_row(row) for row in rows])
        number = rows[-1]["seal"]
