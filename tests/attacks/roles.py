"""Who may touch the database: the owner, an attacker with all rights, and the app, the hub itself.

The one place that knows how a test gets these connections.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import anyio.lowlevel

from hub.app import create_app
from hub.storage.database import Connection
from tests.plugins.hub import Running
from tests.plugins.leaks import LEAKS
from tests.plugins.watch import Watched


@asynccontextmanager
async def owner(running: Running) -> AsyncIterator[Connection]:
    """A connection with the rights of who owns the tables."""
    async with running.owner.connection() as connection:
        yield connection


@asynccontextmanager
async def app(running: Running) -> AsyncIterator[Connection]:
    """A connection with the rights that the hub works with."""
    async with running.database.connection() as connection:
        yield connection


@asynccontextmanager
async def another_hub(running: Running) -> AsyncIterator[Running]:
    """A second hub on the same database and keys, that keeps in mind nothing of the first."""
    started = create_app(running.settings, running.clock)
    async with started.web.router.lifespan_context(started.web):
        await anyio.lowlevel.checkpoint()
        access = started.fhir.hub.access
        started.fhir = Watched(started.fhir, LEAKS.answers)
        yield replace(running, app=started, database=access.database, access=access)
