"""An ECD as a source of records: each transfer that changed, fetched beside what is pushed."""

import asyncio
import hashlib
import queue
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TextIO

from adapters.core.records import Record, Untaken
from adapters.vvt.ecd.access import NoAccess
from adapters.vvt.ecd.envelope import SUFFIX, Envelope, sealed
from adapters.vvt.ecd.listing import pages
from adapters.vvt.ecd.memory import Memory, Waiting
from adapters.vvt.ecd.server import Closed, EcdServer, Silent, Unusable
from adapters.vvt.ecd.transfer import transferred
from adapters.vvt.ecd.visit import Visit
from profiles.invalid import InvalidRecord

_FIRST_WAIT = 30.0  # seconds until a Task is asked for again that could not be had
_AHEAD = 4  # envelopes in memory at a time
_FAILURES_IN_A_ROW = 3
_LOOKS_AGAIN, _PATIENCE = 0.02, 0.3  # seconds


class EcdAway(ConnectionError):
    """The ECD can't be read now: it does not answer, or does not let us in."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A record, and of which Task it is; where it is not whole, it is asked for again."""

    record: Record
    task: Waiting
    known: dict[str, str] = field(repr=False)
    lacks: str = ""


@dataclass(slots=True)
class EcdSource:
    """One ECD. With `once` a call waits for all that changed; without, it gives what is there.

    What was given counts as taken when `untaken` is asked, for then the caller has it on disk.
    """

    server: Callable[[], EcdServer]
    memory: Memory
    once: bool
    out: TextIO = field(default_factory=lambda: sys.stdout)
    _ready: "queue.Queue[_Found]" = field(default_factory=lambda: queue.Queue(_AHEAD))
    _given: list[_Found] = field(default_factory=list)
    _thread: threading.Thread | None = None
    _fault: str = ""
    _told: str = ""

    def records(self) -> Iterator[Record]:
        """Each transfer that changed, as it is now. Raises EcdAway."""
        self._given.clear()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._fetch, name="ecd", daemon=True)
            self._fault = ""
            self._thread.start()
        until = time.monotonic() + _PATIENCE
        while (found := self._next(until)) is not None:
            self._given.append(found)
            yield found.record
        self._tell()

    def untaken(self) -> Sequence[Untaken]:
        """The Tasks that could not be had, and why; those that were given are settled."""
        now = time.time()
        for one in self._given:
            if one.lacks:
                self.memory.later(one.task, one.lacks, now, _FIRST_WAIT)
            else:
                self.memory.taken(one.task, one.known)
        self._given.clear()
        return [Untaken(_name(address), why) for address, why in self.memory.reasons()]

    def _next(self, until: float) -> _Found | None:
        """What was fetched; with `once` what is still fetched is waited for."""
        while True:
            is_over = self._thread is None or not self._thread.is_alive()
            try:
                return self._ready.get(timeout=_LOOKS_AGAIN)
            except queue.Empty:
                if is_over or (not self.once and time.monotonic() > until):
                    return None

    def _tell(self) -> None:
        """What keeps the whole ECD away: a line when it begins, and the caller hears it too."""
        fault, is_new = self._fault, self._fault != self._told
        self._told = fault
        if fault and is_new:
            print(f"the ECD can't be read: {fault}", file=self.out, flush=True)
        if fault:
            raise EcdAway(fault)

    def _fetch(self) -> None:
        try:
            asyncio.run(self._pass())
        except (Silent, NoAccess, Unusable, Closed) as error:
            self._fault = str(error)
        except InvalidRecord as error:
            self._fault = f"its list of Tasks can't be read: {error.issues[0].text}"
        except sqlite3.OperationalError as error:
            self._fault = f"how far it was read can't be kept here: {error}"
        except Exception as error:  # noqa: BLE001 - a thread that dies unheard would stop it all
            self._fault = (
                f"{type(error).__name__}, which is a fault of this adapter: tell its makers"
            )

    async def _pass(self) -> None:
        async with self.server() as server:
            async for page in pages(server, self.memory.place(), datetime.now(UTC)):
                self.memory.listed(page.tasks, page.place)
            failures = 0
            for task in self.memory.waiting(time.time(), every=self.once):
                failures = 0 if await self._visited(server, task) else failures + 1
                if failures == _FAILURES_IN_A_ROW:
                    return

    async def _visited(self, server: EcdServer, task: Waiting) -> bool:
        """Whether the ECD answered, be it with something that can't be taken. Raises NoAccess."""
        try:
            envelope = await Visit(server, self.memory.known).fetched(task.address)
        except Silent as error:
            self._later(task, str(error))
            return False
        except (Closed, Unusable) as error:
            self._later(task, str(error))
        except InvalidRecord as error:
            self._later(task, f"the Task can't be read: {error.issues[0].text}")
        else:
            record = Record(_name(task.address), sealed(envelope))
            found = _Found(record, task, _known(envelope), "; ".join(envelope.closed))
            await asyncio.to_thread(self._ready.put, found)
        return True

    def _later(self, task: Waiting, why: str) -> None:
        self.memory.later(task, why, time.time(), _FIRST_WAIT)


def _known(envelope: Envelope) -> dict[str, str]:
    """How the hub will call what this brings; nothing where it is refused."""
    try:
        return dict(transferred(envelope).known)
    except InvalidRecord:
        return {}


def _name(address: str) -> str:
    """A name for the record of a Task that tells nothing of it."""
    return hashlib.sha256(address.encode()).hexdigest()[:32] + SUFFIX
