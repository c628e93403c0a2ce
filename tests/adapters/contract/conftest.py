"""A real hub behind a cable of the test's own, and adapters that bring something to it."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from tests.adapters.contract.adapter import Adapter
from tests.adapters.contract.run import Region, Run
from tests.e2e.systems import registered
from tests.plugins.processes import free_port, hub_process, settings_of
from tests.plugins.warm import Warm
from tests.stubs.cable import Cable

_URAS = count(secrets.randbelow(1_000_000) + 91_000_000)


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
    with ExitStack() as open_ways:

        def one(adapter: Adapter) -> Run:
            folder = tmp_path / f"run{len(made)}"
            (folder / "source").mkdir(parents=True)
            ura = str(next(_URAS))
            system = asyncio.run(registered(region.owner_url, ura))
            system.leave_key(folder)
            way = open_ways.enter_context(adapter.way(folder / "source", ura))
            made.append(Run(adapter, region, warm, folder, system, way))
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
    key = run.adapter.id, changed
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
