"""What one process counts, told to whoever asks at its socket.

Each process has counts of its own, and which one a request reaches is chance: so all are asked.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from os import getpid
from pathlib import Path

import msgspec

from hub.http.turned import Turned
from hub.ledger.append import Ledger
from hub.ledger.duty import Duty
from hub.monitoring.backlog import Backlog
from hub.outbound.medmij.keeping import Keeping
from hub.storage.backlog import Standing
from hub.storage.database import Database
from hub.telemetry.answers import Answers
from hub.telemetry.outside import Outside

SUFFIX = ".sock"


class Told(msgspec.Struct, frozen=True):
    """The counts of one process; pairs are rule with outcome or door, lists as in `Answers`."""

    answers: list[tuple[str, int, list[float]]]
    pool_size: int
    pool_in_use: int
    pool_waiting: int
    queue_waiting: int
    ledger_lag: float
    ledger_seals: int
    undelivered: bool
    decisions: list[tuple[str, str, int]]
    refusals: list[tuple[str, str, int]]
    mitz: list[tuple[str, str, list[float]]] = []
    medmij_lists_age: float = 0.0
    notifications_waiting: int = 0
    notifications_oldest: float = 0.0
    notifications_dead: int = 0


def told(  # noqa: PLR0913, PLR0917 - one argument per thing that counts
    answers: Answers,
    database: Database,
    ledger: Ledger,
    duty: Duty,
    turned: Turned,
    mitz: Outside | None = None,
    lists: Keeping | None = None,
    backlog: Backlog | None = None,
) -> Told:
    """As it is now."""
    pool, tally = database.pool, ledger.tally
    told_to_others = backlog.now if backlog else Standing()
    return Told(
        answers=[(route, status, cell) for (route, status), cell in answers.counted.items()],
        pool_size=pool.size,
        pool_in_use=pool.in_use,
        pool_waiting=pool.waiting,
        queue_waiting=ledger.waiting,
        ledger_lag=duty.oldest,
        ledger_seals=duty.seals,
        undelivered=duty.is_undelivered,
        decisions=[(*key, count) for key, count in tally.decisions.items()],
        refusals=[(*key, count) for key, count in (tally.refusals + turned).items()],
        mitz=[(*key, cell) for key, cell in mitz.counted.items()] if mitz else [],
        medmij_lists_age=lists.age if lists else 0.0,
        notifications_waiting=told_to_others.waiting,
        notifications_oldest=told_to_others.oldest,
        notifications_dead=told_to_others.dead,
    )


@asynccontextmanager
async def telling(folder: Path, tell: Callable[[], Told]) -> AsyncIterator[None]:
    """While the block runs this process has a socket in the folder; the last one removes that."""
    socket = _place(folder)

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            writer.write(msgspec.json.encode(tell()))
            await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(answer, socket)
    try:
        yield
    finally:
        server.close()
        _leave(socket)


def _place(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{getpid()}{SUFFIX}"


def _leave(socket: Path) -> None:
    socket.unlink(missing_ok=True)
    with suppress(OSError):
        socket.parent.rmdir()
