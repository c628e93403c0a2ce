"""The register of clients: written by the command line, read at every token request."""

import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from consent.asker import Assurance
from hub.storage.database import Connection
from hub.storage.tables.client import ClientRow

FIND = """
SELECT client_id, name, ura, organization_type, scopes, jwks::text AS jwks, redirect_uris,
    certificate, bound, desk, vouches, kind, disabled
FROM client WHERE client_id = $1
"""
_OF_BROWSERS = "SELECT redirect_uris FROM client WHERE kind = 'smart' AND NOT disabled"
_OF_ORGANIZATION = """
SELECT min(name) AS name, array_agg(DISTINCT organization_type) AS kinds
FROM client WHERE ura = $1 AND kind = 'confidential' AND NOT disabled
"""
_LOCK = int.from_bytes(b"clients", "big")


@dataclass(slots=True)
class Found:
    """What a token request needs of a client; `scopes` and `redirect_uris` are space-separated."""

    client_id: str
    name: str
    ura: str
    organization_type: str
    scopes: str
    jwks: dict[str, Any]
    redirect_uris: str
    certificate: str | None
    bound: bool
    desk: bool
    vouches: Assurance
    kind: str
    disabled: bool


async def find(connection: Connection, client_id: str) -> Found | None:
    """The client, disabled or not; on the driver, for it is on the way of every token."""
    row = await connection.fetchrow(FIND, client_id)
    return Found(**{**row, "jwks": json.loads(row["jwks"])}) if row else None


async def of_browsers(connection: Connection) -> list[str]:
    """The redirect addresses of all apps that run in a browser, but for those that are disabled."""
    rows = await connection.fetch(_OF_BROWSERS)
    return [uri for row in rows for uri in row["redirect_uris"].split()]


@dataclass(frozen=True, slots=True)
class Organization:
    """One whose systems are clients; `kind` is its type."""

    ura: str
    name: str
    kind: str


async def organization_of(connection: Connection, ura: str) -> Organization | None:
    """The organisation of this URA, by its clients that are not disabled.

    None where there is none, or where they are not all of one type: then nobody knows of which.
    """
    row = await connection.fetchrow(_OF_ORGANIZATION, ura)
    kinds = row["kinds"] if row else None
    return Organization(ura, row["name"], kinds[0]) if row and kinds and not kinds[1:] else None


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


async def registered_alone(session: AsyncSession) -> list[ClientRow]:
    """All clients; whoever else asks so waits until this session's transaction has ended."""
    await session.exec(select(func.pg_advisory_xact_lock(_LOCK)))
    return await registered(session)
