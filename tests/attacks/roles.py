"""Who may touch the database: the owner, an attacker with all rights, and the app, the hub itself.

The one place that knows how a test gets these connections.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from hub.storage.database import Connection
from tests.plugins.hub import Running


@asynccontextmanager
async def owner(running: Running) -> AsyncIterator[Connection]:
    """A connection with the rights of who owns the tables."""
    connection = await asyncpg.connect(running.settings.database_url.get_secret_value())
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def app(running: Running) -> AsyncIterator[Connection]:
    """A connection with the rights that the hub works with."""
    async with running.database.connection() as connection:
        yield connection
