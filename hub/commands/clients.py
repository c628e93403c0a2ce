"""`hub clients`: the register of systems that may ask for a token, as who runs the hub keeps it."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from consent.category import keys_of
from hub.oauth.client_authentication import SMART
from hub.oauth.registration import (
    InvalidRegistration,
    Registration,
    certificate_of,
    enforceable,
    refuse_taken,
)
from hub.security.client_keys import thumbprints
from hub.storage import clients
from hub.storage.database import Database
from hub.storage.organizations import enrol
from hub.storage.tables.client import ClientRow


async def add_clients(database: Database, registrations: list[Registration]) -> None:
    """Write the clients down and enrol their organisations, so that a consent can name them.

    Raises:
        InvalidRegistration: a name or a key is taken; then none is registered.
    """
    async with database.session() as session:
        held = [_held(row) for row in await clients.registered_alone(session)]
        for one in registrations:
            refuse_taken(one.jwks, held, one.name)
            held.append((one.client_id, one.name, one.jwks))
            await clients.add(session, ClientRow(**asdict(one)))
        async with database.transaction() as connection:
            for one in registrations:
                keys = keys_of(one.ura, one.organization_type)
                await enrol(connection, one.ura, one.organization_type, keys)


async def add_client(url: str, registration: Registration) -> None:
    """The same for one client, on a database of its own."""
    database = await Database.open(url, 1)
    try:
        await add_clients(database, [registration])
    finally:
        await database.close()


async def list_clients(url: str) -> list[dict[str, object]]:
    """All clients by name, with their keys by thumbprint."""
    async with _session(url) as session:
        return [_told(row) for row in await clients.registered(session)]


async def show_client(url: str, client_id: str) -> dict[str, object]:
    """One client, with its public keys; raises InvalidRegistration where there is none."""
    async with _session(url) as session:
        row = _one(await clients.registered(session), client_id)
        return {
            **_told(row),
            "redirect_uris": row.redirect_uris.split(),
            "certificate": row.certificate,
            "jwks": row.jwks,
        }


async def rotate_client(
    url: str, client_id: str, jwks: dict[str, Any] | None, certificate: str | None = None
) -> dict[str, object]:
    """Its keys are these from now on, its certificate this one; one that stays is among them.

    Raises:
        InvalidRegistration: there is no such client, or it is an app in a browser; another holds
            one of the keys, or the certificate is another organisation's.
    """
    async with _session(url) as session:
        rows = await clients.registered_alone(session)
        row = _one(rows, client_id)
        if row.kind == SMART:
            raise InvalidRegistration("an app in a browser keeps no secret: it has no keys")
        if jwks is not None:
            refuse_taken(jwks, [_held(other) for other in rows if other is not row])
            row.jwks = jwks
        if certificate is not None:
            row.certificate = certificate_of(certificate, row.ura)
        return _told(row)


async def grant_client(url: str, client_id: str, scopes: str) -> dict[str, object]:
    """It may ask for these scopes from now on, and for no others.

    Raises:
        InvalidRegistration: there is no such client, or the hub can't keep one of the scopes.
    """
    async with _session(url) as session:
        row = _one(await clients.registered_alone(session), client_id)
        given = " ".join(map(str, enforceable(scopes, row.kind)))
        row.scopes = given
        return _told(row)


async def grant_clients(database: Database, scopes: Mapping[str, str]) -> None:
    """The same for several, by client id; those that have their scopes already stay untouched."""
    async with database.session() as session:
        for row in await clients.registered_alone(session):
            given = scopes.get(row.client_id, row.scopes)
            if given != row.scopes:
                row.scopes = given


async def switch_client(url: str, client_id: str, *, disabled: bool) -> dict[str, object]:
    """Whether it gets no token; raises InvalidRegistration where there is no such client."""
    async with _session(url) as session:
        row = _one(await clients.registered_alone(session), client_id)
        row.disabled = disabled
        return _told(row)


@asynccontextmanager
async def _session(url: str) -> AsyncIterator[AsyncSession]:
    database = await Database.open(url, 1)
    try:
        async with database.session() as session:
            yield session
    finally:
        await database.close()


def _one(rows: Iterable[ClientRow], client_id: str) -> ClientRow:
    for row in rows:
        if row.client_id == client_id:
            return row
    raise InvalidRegistration("there is no such client; `hub clients list` has them all")


def _held(row: ClientRow) -> tuple[str, str, Mapping[str, Any]]:
    return row.client_id, row.name, row.jwks


def _told(row: ClientRow) -> dict[str, object]:
    return {
        "client_id": row.client_id,
        "name": row.name,
        "ura": row.ura,
        "organization_type": row.organization_type,
        "scopes": row.scopes,
        "bound": row.bound or row.certificate is not None,
        "desk": row.desk,
        "vouches": row.vouches,
        "kind": row.kind,
        "disabled": row.disabled,
        "created": row.created.isoformat(),
        "keys": thumbprints(row.jwks),
    }
