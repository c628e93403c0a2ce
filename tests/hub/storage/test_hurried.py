"""The server of the tests is thrown away, and waits for no disk."""

import os

import pytest

from tests.plugins.database import WAITS
from tests.plugins.hub import Running

pytestmark = pytest.mark.anyio


@pytest.mark.skipif("HUB_TEST_DSN" in os.environ, reason="a server of your own waits as it likes")
@pytest.mark.parametrize("setting", WAITS)
async def test_a_write_waits_for_no_disk(hub: Running, setting: str) -> None:
    async with hub.owner.connection() as connection:
        assert await connection.fetchval(f"SHOW {setting}") == "off"
