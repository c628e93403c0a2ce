"""The register of clients: written by the command line, read at every token request."""

import json

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.storage.database import Connection
from hub.storage.tables.client import ClientRow

FIND = """
SELECT client_id, name, ura, organization_type, scopes, jwks::text AS jwks,
       redirect_uri, certificate, disabled, created
FROM client WHERE client_id = $1
"""


async def find(connection: Connection, client_id: str) -> ClientRow | None:
    """The client, disabled or not; on the driver, for it is on the way of every token."""
    row = await connection.fetchrow(FIND, client_id)
    if row is None:
        return None
    return ClientRow(**{**row, "jwks": json.loads(row["jwks"])})


async def add(session: AsyncSession, client: ClientRow) -> None:
    """Register a client.

    Raises:
        sqlalchemy.exc.IntegrityError: the `client_id` is taken.
    """
    session.add(client)
    await session.flush()


async def registered(session: AsyncSession) -> list[ClientRow]:
    """All clients, by name."""
    found = await session.exec(
        select(ClientRow).order_by(col(ClientRow.name), col(ClientRow.client_id))
    )
    return list(found)
