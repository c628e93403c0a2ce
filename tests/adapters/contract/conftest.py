"""A real hub behind a cable of the test's own, and adapters that bring something to it."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.adapters.contract.adapter import Adapter
from tests.adapters.contract.store import store_of
from tests.builders import a_bsn
from tests.e2e.systems import System, registered
from tests.plugins.processes import HubProcess, Program, free_port, hub_process, settings_of
from tests.plugins.warm import FILE_BYTES, Warm
from tests.stubs.cable import Cable

PEOPLE = 2
ENDS_WITHIN = 90.0
_URAS = count(secrets.randbelow(1_000_000) + 91_000_000)


@dataclass(frozen=True)
class Region:
    """A hub that is asked, and reached, through one cable."""

    hub: HubProcess
    cable: Cable
    owner_url: str = field(repr=False)


@dataclass
class Run:
    """One adapter of one new organisation, with input of people of its own."""

    adapter: Adapter
    region: Region
    warm: Warm
    folder: Path
    system: System
    people: list[str] = field(default_factory=lambda: [a_bsn() for _ in range(PEOPLE)])
    mark: str = field(default_factory=lambda: f"m{secrets.token_hex(5)}x")
    starts: int = 0

    @property
    def source(self) -> Path:
        """Where its input lies."""
        return self.folder / "source"

    def lay(self) -> None:
        """What the source says first."""
        self.adapter.lay(self.source, self.people, self.mark)

    def change(self) -> None:
        """What it says later."""
        self.adapter.change(self.source, self.people, self.mark)

    def started(self, **environment: str) -> Program:
        """One pass, under way."""
        self.starts += 1
        arguments = self.adapter.arguments(
            self.region.cable.url, self.system.client_id, self.folder
        )
        log = self.folder / f"adapter-{self.starts}.log"
        program = Program(self.warm, arguments, log, environment)
        program.start()
        return program

    def push(self) -> None:
        """One pass, to a good end."""
        program = self.started()
        assert program.ended(ENDS_WITHIN) == 0, program.log.read_text()[-1500:]

    def on_a_small_disk(self, largest: int) -> int | None:
        """How a pass ends that can write no file larger than so many bytes."""
        return self.started(**{FILE_BYTES: str(largest)}).ended(ENDS_WITHIN)

    def store(self) -> Counter[str]:
        """What the hub has of it."""

        async def look() -> Counter[str]:
            async with httpx.AsyncClient(timeout=60) as self.system.http:
                where = self.region.cable.url
                return await store_of(where, self.system, self.people, self.mark)

        return asyncio.run(look())


@pytest.fixture(scope="session")
def region(
    warm: Warm, database_url: str, owner_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Region]:
    port = free_port()
    with Cable(port) as cable:
        settings = settings_of(database_url, port) | {"HUB_PUBLIC_URL": cable.url}
        hub = hub_process(warm, settings, port, tmp_path_factory.mktemp("hub") / "hub.log")
        try:
            yield Region(hub.ready(), cable, owner_url)
        finally:
            hub.kill()


@pytest.fixture
def new_run(region: Region, warm: Warm, tmp_path: Path) -> Iterator[Callable[[Adapter], Run]]:
    """Another run of an adapter; a second one is another organisation's."""
    made: list[Run] = []

    def one(adapter: Adapter) -> Run:
        folder = tmp_path / f"run{len(made)}"
        (folder / "source").mkdir(parents=True)
        system = asyncio.run(registered(region.owner_url, str(next(_URAS))))
        system.leave_key(folder)
        made.append(Run(adapter, region, warm, folder, system))
        return made[-1]

    yield one
    region.cable.mend()


@pytest.fixture(scope="session")
def undisturbed() -> dict[tuple[str, bool], Counter[str]]:
    """What each adapter's input becomes where nothing goes wrong, once it was asked."""
    return {}


def calm(
    undisturbed: dict[tuple[str, bool], Counter[str]],
    run: Run,
    *,
    changed: bool = False,
) -> Counter[str]:
    """The store of a run in which nothing goes wrong."""
    key = run.adapter.name, changed
    if key not in undisturbed:
        run.lay()
        run.push()
        if changed:
            run.change()
            run.push()
        undisturbed[key] = run.store()
    return undisturbed[key]


def reordered(source: Path, names: Sequence[str]) -> None:
    """The same files in another order of names."""
    files = sorted(source.iterdir())
    for file, name in zip(files, names, strict=True):
        file.rename(source / f"x-{name}{file.suffix}")
