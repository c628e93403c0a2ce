"""Ledgers of a test's own: written by several hands, sealed in several goes, kept in a file."""

import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import anyio
import asyncpg

from hub.ledger.append import Ledger
from hub.ledger.checkpoint_file import CheckpointFile
from hub.ledger.record import Ground, Record
from hub.ledger.sealer import Sealer
from hub.ledger.verification import Verifier
from hub.ledger.words import Words
from hub.security.keys import checkpoint_key, checkpoint_public_key
from hub.storage.database import Connection, Database
from hub.storage.sealing import Keyring
from tests.plugins.keys import CHECKPOINT_KEY, INDEX_KEY, SEALING_KEYS

BEGIN = datetime(2026, 10, 31, 22, tzinfo=UTC)  # two hours before the month ends
RULES = ("C-OWN-DOSSIER", "C-EXPLICIT-PERMIT", "C-NO-CHOICE", "A-RULE-OF-TOMORROW")


@dataclass(slots=True)
class Written:
    """A ledger, who writes it, and the file of its checkpoints."""

    database: Database
    file: CheckpointFile
    rng: random.Random
    ledger: Ledger
    now: datetime = BEGIN
    sealer: Sealer | None = None
    keyring: Keyring = field(default_factory=lambda: Keyring.parse(INDEX_KEY, SEALING_KEYS))

    def record(self) -> Record:
        """One call of somebody, some time later than the last."""
        rng = self.rng
        self.now += timedelta(seconds=rng.random() * 300, microseconds=rng.randrange(1_000_000))
        grounds = [
            Ground(rng.choice(RULES), f"{rng.randrange(10**8):08}", self.uuid(), rng.randrange(9))
            for _ in range(rng.randrange(3))
        ]
        return Record(
            at=self.now - timedelta(seconds=rng.randrange(60)),
            request_id=rng.choice([str(self.uuid()), f"call-{rng.randrange(10**9)}"]),
            interaction=rng.choice(["read", "search-type", "create", "a-new-one"]),
            status=rng.choice([200, 201, 404]),
            rule=" ".join(ground.rule for ground in grounds),
            client_id=rng.choice(["one", "another"]),
            pat=rng.choice([None, self.uuid()]),
            type=rng.choice([None, "Goal", "Basic"]),
            grounds=grounds,
            entities=[f"Goal/{self.uuid()}", "Basic/x/_history/3"][: rng.randrange(3)],
            asked=rng.choice([None, "patient&code"]),
        )

    def uuid(self) -> UUID:
        """A random one of this ledger."""
        return UUID(int=self.rng.getrandbits(128))

    async def write(self, calls: int) -> None:
        """Calls, three at a time, some of which come to nothing."""
        while calls > 0:
            async with anyio.create_task_group() as group:
                for _ in range(3):
                    group.start_soon(self._call)
            calls -= 3

    async def _call(self) -> None:
        records = [self.record() for _ in range(self.rng.choice([1, 1, 2, 5]))]
        match self.rng.randrange(4):
            case 0:
                async with self.database.transaction() as connection:
                    await self.ledger.append(connection, records)
            case 1:
                await self._in_vain(records)
            case _:
                await self.ledger.write(*records)

    async def _in_vain(self, records: list[Record]) -> None:
        with suppress(asyncpg.DivisionByZeroError):
            async with self.database.transaction() as connection:
                await self.ledger.append(connection, records)
                await connection.execute("SELECT 1 / 0")

    async def seal(self, connection: Connection) -> None:
        """What waits, by one who takes over now and then."""
        if self.sealer is None or self.rng.randrange(2):
            key = checkpoint_key(CHECKPOINT_KEY)
            self.sealer = await Sealer.resumed(connection, key, lambda: self.now)
        made = await self.sealer.seal()
        if made:
            self.file.add(made)

    async def faults(self, connection: Connection) -> list[str]:
        """What the verifier says, an hour later."""
        later = self.now + timedelta(hours=1)
        verifier = Verifier(
            connection, Words(self.keyring), checkpoint_public_key(public_half()), later
        )
        return [fault async for fault in verifier.faults([self.file])]


@asynccontextmanager
async def a_ledger(url: str, path: Path, seed: int) -> AsyncIterator[Written]:
    """Empty, on this database as the hub has it."""
    database = await Database.open(url, 3)
    keyring = Keyring.parse(INDEX_KEY, SEALING_KEYS)
    rng = random.Random(seed)  # noqa: S311 - it draws calls, not keys
    try:
        yield Written(database, CheckpointFile(path), rng, Ledger(database, keyring))
    finally:
        await database.close()


async def filled(written: Written) -> None:
    """Some rows in some seals over the end of a month."""
    async with written.database.connection() as connection:
        for _ in range(written.rng.randrange(2, 6)):
            await written.write(written.rng.randrange(2, 12))
            await written.seal(connection)


def public_half() -> str:
    """The key that checkpoints are verified by, without what signs."""
    key = json.loads(CHECKPOINT_KEY)
    return json.dumps({name: value for name, value in key.items() if name != "d"})
