"""`hub clients add`: a system of an organisation becomes a client of the hub."""

from dataclasses import asdict

from consent.category import keys_of
from hub.oauth.registration import Registration
from hub.storage import clients
from hub.storage.database import Database
from hub.storage.organizations import enrol
from hub.storage.tables.client import ClientRow


async def add_clients(database: Database, registrations: list[Registration]) -> None:
    """Write the clients down and enrol their organisations, so that a consent can name them."""
    async with database.transaction() as connection:
        for one in registrations:
            keys = keys_of(one.ura, one.organization_type)
            await enrol(connection, one.ura, one.organization_type, keys)
    async with database.session() as session:
        for one in registrations:
            await clients.add(session, ClientRow(**asdict(one)))


async def add_client(url: str, registration: Registration) -> None:
    """The same for one client, on a database of its own."""
    database = await Database.open(url, 1)
    try:
        await add_clients(database, [registration])
    finally:
        await database.close()
