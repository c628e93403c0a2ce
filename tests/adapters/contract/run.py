"""One adapter at work for one new organisation, started and ended as often as a case wants."""

import asyncio
import json
import secrets
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from adapters.core.intake import NAME
from tests.adapters.contract.adapter import Adapter
from tests.adapters.contract.store import store_of
from tests.adapters.contract.way import Way
from tests.builders import a_bsn
from tests.e2e.systems import System
from tests.plugins.processes import HubProcess, Program
from tests.plugins.small_disk import SmallDisk
from tests.plugins.warm import Warm
from tests.stubs.cable import Cable

PEOPLE = 2
ENDS_WITHIN = 90.0
LOCK = "lock"


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
    disk: SmallDisk | None = None
    """What its state is on, where that may be full."""
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        """Where its input lies."""
        return self.folder / "source"

    @property
    def state(self) -> Path:
        """What it keeps, as this process sees it."""
        return self.folder / "state" if self.disk is None else self.disk.seen

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

    def write(self) -> None:
        """What it says first and later; it does not say it yet."""
        self.adapter.lay(self.source, self.people, self.mark)
        self.adapter.change(self.source, self.people, self.mark)

    def started(self, *more: str) -> Program:
        """Under way: one pass, unless more is said, where it is one that looks by itself."""
        self.starts += 1
        for file in (NAME, LOCK):
            (self.state / file).unlink(missing_ok=True)
        where = (self.region.cable.url, self.system.client_id, self.folder, self.way)
        arguments = [*self.adapter.arguments(*where), *(more or self._once())]
        environment = {**self.environment, **self._sees}
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

    def stop(self, program: Program, taken: int = 0) -> None:
        """Once so much was taken, and nothing waits at the source or on its way."""
        deadline = time.monotonic() + ENDS_WITHIN
        while not self._is_done(taken):
            assert program.runs, program.log.read_text()[-1500:]
            assert time.monotonic() < deadline, program.log.read_text()[-1500:]
            time.sleep(0.05)
        assert program.process is not None
        program.process.send_signal(signal.SIGTERM)

    def is_started(self) -> None:
        """Wait until it has come so far."""
        deadline = time.monotonic() + ENDS_WITHIN
        while not self.is_up:
            assert time.monotonic() < deadline, self.log.read_text()[-1500:]
            time.sleep(0.02)

    def begins(self, program: Program) -> None:
        """Wait until it has its state to itself, or has ended."""
        while program.runs and not (self.state / LOCK).exists():
            time.sleep(0.005)

    def is_all_taken(self) -> None:
        """Wait until the source has nothing that was not taken."""
        deadline = time.monotonic() + ENDS_WITHIN
        while not self.way.is_through:
            assert time.monotonic() < deadline, self.log.read_text()[-1500:]
            time.sleep(0.02)

    @property
    def is_up(self) -> bool:
        """Whether what was started last has come so far that it measures."""
        return (self.state / NAME).exists()

    def status(self) -> dict[str, Any]:
        """What its owner is told; nothing where that can't be told now."""
        arguments = [f"adapters.{self.adapter.name}", "status", "--json"]
        log = self.folder / "status.log"
        log.unlink(missing_ok=True)
        where = ["--state", str(self.folder / "state")]
        asked = Program(self.warm, [*arguments, *where], log, self._sees)
        asked.start()
        if asked.ended(ENDS_WITHIN) == 1:
            return {}
        told: dict[str, Any] = json.loads(log.read_text())
        return told

    def _is_done(self, taken: int) -> bool:
        if not (self.is_up and self.way.is_through):
            return False
        said = self.status()
        return bool(said) and said["taken"] >= taken and not said["waiting"]

    @property
    def _sees(self) -> dict[str, str]:
        return {} if self.disk is None else self.disk.environment

    def store(self) -> Counter[str]:
        """What the hub has of it."""

        async def look() -> Counter[str]:
            async with httpx.AsyncClient(timeout=60) as self.system.http:
                where = self.region.cable.url
                return await store_of(where, self.system, self.people, self.mark)

        return asyncio.run(look())

    def _once(self) -> tuple[str, ...]:
        return ("--once",) if self.way.is_looked_at else ()
