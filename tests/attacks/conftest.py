"""An owner's hand in the database, and a hub that has seen nothing yet."""

from collections.abc import AsyncIterator

import pytest

from hub.storage.database import Connection
from tests.attacks.roles import another_hub, owner
from tests.plugins.hub import Running


@pytest.fixture
async def hand(hub: Running) -> AsyncIterator[Connection]:
    """All rights, for one test."""
    async with owner(hub) as connection:
        yield connection


@pytest.fixture(scope="session")
async def cold(hub: Running) -> AsyncIterator[Running]:
    """A second hub, which no test lets read anything before it was tampered with."""
    async with another_hub(hub) as started:
        yield started
