"""A stub hub and a client of it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from adapters.core.client import HubClient, Retry
from adapters.core.token import TokenSource
from tests.adapters.core.running import Desk
from tests.stubs.hub import StubHub


@pytest.fixture
def hub() -> Iterator[StubHub]:
    with StubHub() as running:
        yield running


@pytest.fixture
async def client(hub: StubHub) -> AsyncIterator[HubClient]:
    tokens = TokenSource(hub.url, hub.client_id, hub.key)
    async with HubClient(hub.url, tokens, retry=Retry(4, 0.001, 0.01)) as opened:
        yield opened


@pytest.fixture
def desk(hub: StubHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(hub, tmp_path, capsys)
