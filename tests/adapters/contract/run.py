"""One adapter at work for one new organisation, started and ended as often as a case wants."""

import asyncio
import secrets
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from adapters.core.intake import NAME
from tests.adapters.contract.adapter import Adapter
from tests.adapters.contract.store import store_of
from tests.adapters.contract.way import Way
from tests.builders import a_bsn
from tests.e2e.systems import System
from tests.plugins.processes import HubProcess, Program
from tests.plugins.warm import Warm
from tests.stubs.cable import Cable

PEOPLE = 2
ENDS_WITHIN = 90.0
_WAITING = """
SELECT (SELECT count(*) FROM parcel WHERE state = 'waiting')
     + (SELECT count(*) FROM record WHERE state IN ('waiting', 'mapped'))
"""


@dataclass(frozen=True)
class Region:
    """A hub that is asked, and reached, through one cable."""

    hub: HubProcess
    cable: Cable
    owner_url: str = field(repr=False)


@dataclass
class Run:
    """With input of people of its own."""

    adapter: Adapter
    region: Region
    warm: Warm
    folder: Path
    system: System
    way: Way
    people: list[str] = field(default_factory=lambda: [a_bsn() for _ in range(PEOPLE)])
    mark: str = field(default_factory=lambda: f"m{secrets.token_hex(5)}x")
    starts: int = 0

    @property
    def source(self) -> Path:
        """Where its input lies."""
        return self.folder / "source"

    @property
    def log(self) -> Path:
        """Of the process that was started last."""
        return self.folder / f"adapter-{self.starts}.log"

    def lay(self) -> None:
        """What the source says first."""
        self.adapter.lay(self.source, self.people, self.mark)
        self.way.offer()

    def change(self) -> None:
        """What it says later."""
        self.adapter.change(self.source, self.people, self.mark)
        self.way.offer()

    def started(self, *more: str, **environment: str) -> Program:
        """Under way: one pass, unless more is said, where it is one that looks by itself."""
        self.starts += 1
        (self.folder / "state" / NAME).unlink(missing_ok=True)
        where = (self.region.cable.url, self.system.client_id, self.folder, self.way)
        arguments = [*self.adapter.arguments(*where), *(more or self._once())]
        program = Program(self.warm, arguments, self.log, environment)
        program.start()
        return program

    def push(self) -> None:
        """All that the source says, to a good end."""
        assert self.ended(self.started()) == 0, self.log.read_text()[-1500:]

    def ended(self, program: Program) -> int | None:
        """How it ends; what does not end by itself, when nothing waits any more."""
        if not self.way.is_looked_at:
            self.stop(program)
        return program.ended(ENDS_WITHIN)

    def stop(self, program: Program) -> None:
        """Once nothing waits, at the source or on its way."""
        deadline = time.monotonic() + ENDS_WITHIN
        while not (self.is_up and self.way.is_through and not self.waiting()):
            assert program.runs, program.log.read_text()[-1500:]
            assert time.monotonic() < deadline, program.log.read_text()[-1500:]
            time.sleep(0.02)
        assert program.process is not None
        program.process.send_signal(signal.SIGTERM)

    def is_all_taken(self) -> None:
        """Wait until the source has nothing that was not taken."""
        deadline = time.monotonic() + ENDS_WITHIN
        while not self.way.is_through:
            assert time.monotonic() < deadline, self.log.read_text()[-1500:]
            time.sleep(0.02)

    @property
    def is_up(self) -> bool:
        """Whether what was started last has come so far that it measures."""
        return (self.folder / "state" / NAME).exists()

    def waiting(self) -> int:
        """How much was taken and is not at the hub."""
        with closing(sqlite3.connect(self.folder / "state" / "outbox.sqlite")) as database:
            return int(database.execute(_WAITING).fetchone()[0])

    def store(self) -> Counter[str]:
        """What the hub has of it."""

        async def look() -> Counter[str]:
            async with httpx.AsyncClient(timeout=60) as self.system.http:
                where = self.region.cable.url
                return await store_of(where, self.system, self.people, self.mark)

        return asyncio.run(look())

    def _once(self) -> tuple[str, ...]:
        return ("--once",) if self.way.is_looked_at else ()
