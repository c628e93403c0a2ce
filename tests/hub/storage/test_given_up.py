"""A connection that was given up is not lent again: a statement may still run on it."""

import asyncio

import pytest

from hub.storage.database import Database

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("gone", [TimeoutError, asyncio.CancelledError])
async def test_a_connection_that_nobody_waits_for_any_more_is_not_lent_again(
    database_url: str, gone: type[BaseException]
) -> None:
    database = await Database.open(database_url, 1)

    with pytest.raises(gone):
        async with database.connection() as connection:
            raise gone

    assert connection.is_closed()
    async with database.connection() as another:
        assert await another.fetchval("SELECT 1") == 1
    await database.close()
