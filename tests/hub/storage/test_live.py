"""A process hears of what is committed, also once its connection was lost."""

import asyncio
from collections.abc import Iterable

import pytest

from hub.storage.live import CHANNEL, Hearing
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
WITHIN = 10.0
NAME = "heard-by-a-test"


async def test_what_was_lost_is_made_anew_and_all_are_told(region: Region) -> None:
    told: asyncio.Queue[Iterable[str] | None] = asyncio.Queue()
    known = region.running.settings.database_url.get_secret_value()
    url = f"{known}{'&' if '?' in known else '?'}application_name={NAME}"
    task = asyncio.create_task(Hearing(url, told.put_nowait, every=0.1).run())
    try:
        async with asyncio.timeout(WITHIN):
            assert await told.get() is None, "what was before may be anything"
            async with region.running.owner.connection() as connection:
                await connection.execute(f"SELECT pg_notify('{CHANNEL}', '11111111 22222222')")
            assert list(await told.get() or ()) == ["11111111", "22222222"]
            async with region.running.database.connection() as connection:
                gone = await connection.fetchval(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                    "WHERE application_name = $1",
                    NAME,
                )
            assert gone == 1
            assert await told.get() is None
    finally:
        task.cancel()
