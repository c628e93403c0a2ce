"""Two hub processes, for the tests of a module."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.e2e.two import Two
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
