"""Messages into the outbox: several in one commit, each answered only after it.

https://www.sqlite.org/lang_savepoint.html
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from adapters.core.outbox import Outbox
from adapters.hospital.header import Header
from adapters.hospital.mllp.receipts import Receipts, short, told
from adapters.hospital.verdict import Fault, Take, Taken, Verdict

_INTERNAL: Final = 207
_AT_ONCE: Final = 64
_BYTES_AT_ONCE: Final = 4 * 1024 * 1024
_HOUR: Final = 3600.0
_PRIMARY: Final = 0xFF  # https://www.sqlite.org/rescode.html
_OF_THE_DISK: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_READONLY,
    }
)

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Came:
    """One message as it came; `fault` where it is not taken whatever it says."""

    message: bytes = field(repr=False)
    header: Header | None
    text: str = field(default="", repr=False)
    notes: tuple[str, ...] = ()
    fault: Fault | None = None


@dataclass(slots=True)
class _Waiting:
    came: Came
    verdict: asyncio.Future[Verdict]


class Taking:
    """The one writer: what waits when it is free goes into one commit, in the order it came."""

    def __init__(self, take: Take, store: Outbox, tell: Tell) -> None:
        self._take, self._store, self._tell = take, store, tell
        self._receipts = Receipts(store.database)
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._reused: set[tuple[bytes, bytes]] = set()
        self.counts = dict.fromkeys(("AA", "AE", "AR", "again"), 0)
        self.commits = 0

    def put(self, came: Came) -> asyncio.Future[Verdict]:
        """What became of it, once that is on disk."""
        verdict: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Waiting(came, verdict))
        return verdict

    async def run(self, messages_days: int, receipts_days: int) -> None:
        """Until it is cancelled."""
        forgotten = 0.0
        while True:
            group = await self._group()
            verdicts = self._committed([each.came for each in group])
            for each, verdict in zip(group, verdicts, strict=True):
                if not each.verdict.done():
                    each.verdict.set_result(verdict)
            if time.monotonic() - forgotten > _HOUR:
                forgotten = time.monotonic()
                self._forget(messages_days, receipts_days)
            await asyncio.sleep(0)  # the answers leave before the next commit

    async def _group(self) -> list[_Waiting]:
        group = [await self._queue.get()]
        size = len(group[0].came.message)
        while len(group) < _AT_ONCE and size < _BYTES_AT_ONCE and not self._queue.empty():
            group.append(self._queue.get_nowait())
            size += len(group[-1].came.message)
        return group

    def _committed(self, group: list[Came]) -> list[Verdict]:
        """What became of each. Where nothing could be kept nothing was taken: AR for all."""
        told_after: list[str] = []
        try:
            with self._store.taking():
                verdicts = [self._taken(came, told_after) for came in group]
        except Exception as error:  # noqa: BLE001 -- whatever it is, each of them is answered
            self._tell(f"{len(group)} messages not taken, to come again: {type(error).__name__}")
            fault = Fault("AR", _INTERNAL, "", "no room or no access to keep it: send it again")
            verdicts = [fault] * len(group)
        else:
            for line in told_after:
                self._tell(line)
        self.commits += 1
        for verdict in verdicts:
            self.counts["AA" if isinstance(verdict, Taken) else verdict.code] += 1
        return list(verdicts)

    def _taken(self, came: Came, lines: list[str]) -> Verdict:
        name = short(came.message)
        if came.fault is not None or came.header is None:
            fault = came.fault or Fault("AR", _INTERNAL, "", "no header")
            return self._kept(came, fault, lines)
        seen = self._receipts.seen(came.header, came.message)
        if seen.again:
            self.counts["again"] += 1
            return Taken(("came before, answered as then",))
        if seen.id_reused and self._first_reuse(came.header):
            lines.append(f"{name} has the control id of another message: this sender reuses them")
        return self._kept(came, self._judged(came.header, came), lines)

    def _judged(self, header: Header, came: Came) -> Verdict:
        try:
            with _savepoint(self._store.database) as undo:
                verdict = self._take(header, came.text)
                if isinstance(verdict, Fault):
                    undo()
                return verdict
        except Exception as error:
            if _is_of_the_disk(error):
                raise
            kind = type(error).__name__
            return Fault("AR", _INTERNAL, "", f"our own fault ({kind}), kept for who mends it")

    def _kept(self, came: Came, verdict: Verdict, lines: list[str]) -> Verdict:
        self._receipts.keep(came.header, came.message, verdict)
        name = short(came.message)
        if isinstance(verdict, Fault):
            lines.append(f"{name} not taken: {told(verdict)}")
        elif notes := (*came.notes, *verdict.notes):
            lines.append(f"{name} taken, with a note: {'; '.join(notes)}")
        return verdict

    def _first_reuse(self, header: Header) -> bool:
        sender = (header.raw(3), header.raw(4))
        first = sender not in self._reused
        self._reused.add(sender)
        return first

    def _forget(self, messages_days: int, receipts_days: int) -> None:
        try:
            with self._store.taking():
                self._receipts.forget(messages_days, receipts_days)
        except (sqlite3.Error, OSError) as error:
            self._tell(f"old messages could not be removed: {type(error).__name__}")


def _is_of_the_disk(error: Exception) -> bool:
    """Whether nothing can be kept now; another error is of this one message."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _OF_THE_DISK
    return isinstance(error, OSError)


@contextmanager
def _savepoint(database: sqlite3.Connection) -> Iterator[Callable[[], None]]:
    """One message's own part of the transaction; gone where it is undone or fails."""
    database.execute("SAVEPOINT message")
    undone = False

    def undo() -> None:
        nonlocal undone
        undone = True

    try:
        yield undo
    except Exception:
        if database.in_transaction:
            database.execute("ROLLBACK TO message")
            database.execute("RELEASE message")
        raise
    if undone:
        database.execute("ROLLBACK TO message")
    database.execute("RELEASE message")
