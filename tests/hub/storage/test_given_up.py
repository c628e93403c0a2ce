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


async def test_who_waits_for_two_places_waits_no_longer_than_for_one(database_url: str) -> None:
    """For one that is not of the reserve, and then for any, which the urgent have meanwhile."""
    database = await Database.open(database_url, 2, 2.0, reserve=1)
    pool, clock = database.pool, asyncio.get_running_loop().time
    other, urgent = await pool.take(), await pool.take(urgent=True)
    began = clock()
    waits = asyncio.create_task(pool.take())
    await asyncio.sleep(1.5)
    pool.give_back(other)
    again = await pool.take(urgent=True)

    with pytest.raises(TimeoutError):
        await waits

    assert clock() - began < 3.0
    for one in (urgent, again):
        pool.give_back(one)
    await database.close()
