"""A hub of which every bound on connections is small, and callers on sockets of their own."""

from collections.abc import Callable, Iterator

import pytest

from tests.hub.http.sockets import Caller
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm

SMALL = {
    "HUB_HEAD_TIMEOUT": "1",
    "HUB_BODY_TIMEOUT": "2",
    "HUB_IDLE_TIMEOUT": "3",
    "HUB_CONNECTIONS": "30",
    "HUB_ADDRESS_CONNECTIONS": "10",
}
Call = Callable[..., Caller]


@pytest.fixture(scope="session")
def small(
    warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HubProcess]:
    port = free_port()
    log = tmp_path_factory.mktemp("small") / "hub.log"
    hub = hub_process(warm, settings_of(database_url, port) | SMALL, port, log)
    try:
        yield hub.ready()
    finally:
        hub.kill()


@pytest.fixture
def call(small: HubProcess) -> Iterator[Call]:
    """Makes connections to it, from an address of our own."""
    made: list[Caller] = []

    def connect(address: str = "127.0.0.1") -> Caller:
        made.append(Caller(small.port, address))
        return made[-1]

    yield connect
    for one in made:
        one.close()
