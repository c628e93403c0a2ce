"""Two hub processes, for the tests of a module; and one where people log in, for all."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.e2e.two import Two
from tests.plugins.people import PeopleHub, people_hub
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm


@pytest.fixture(scope="module")
def processes(
    warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[HubProcess]]:
    folder = tmp_path_factory.mktemp("hubs")
    ports = free_port(), free_port()
    settings = settings_of(database_url, ports[0])
    hubs = [hub_process(warm, settings, port, folder / f"{port}.log") for port in ports]
    try:
        for hub in hubs:
            hub.start()
        yield [hub.ready() for hub in hubs]
    finally:
        for hub in hubs:
            hub.kill()


@pytest.fixture
async def two(owner_url: str, processes: list[HubProcess]) -> AsyncIterator[Two]:
    async with httpx.AsyncClient(timeout=30) as http:
        yield Two(*processes, owner_url, http)


@pytest.fixture(scope="session")
def demo(
    database_url: str, owner_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PeopleHub]:
    """Without TLS, as on a developer's machine."""
    folder = tmp_path_factory.mktemp("people")
    with people_hub(database_url, owner_url, folder, secure=False) as running:
        yield running
