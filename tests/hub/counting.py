"""A hub of one connection, and what it asks its database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from hub.app import create_app, wire
from hub.storage.database import Connection, Database
from tests.plugins.hub import Running


class Counted(Connection):
    """A connection whose statements are counted."""

    asked: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_query_logger(lambda query: self.asked.append(query.query))


@asynccontextmanager
async def counting(hub: Running) -> AsyncIterator[tuple[httpx.AsyncClient, list[str]]]:
    """A client of it, and the statements, in the order in which they were asked."""
    url = hub.settings.database_url.get_secret_value()
    database = await Database.open(url, 1)
    asked: list[str] = []
    database.pool.kind = type("Counted", (Counted,), {"asked": asked})
    app = create_app(hub.settings)
    wire(app, hub.settings, database, hub.clock)
    transport = httpx.ASGITransport(app=app)
    yield (
        httpx.AsyncClient(transport=transport, base_url=f"{hub.settings.public_url}/fhir"),
        asked,
    )
    await database.close()
