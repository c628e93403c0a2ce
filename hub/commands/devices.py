"""`hub devices`: tablets of crews, as who runs the hub registers and revokes them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from hub.ledger.append import Ledger
from hub.ledger.own import changed
from hub.security.device import Device, new_code
from hub.settings import AuditSettings
from hub.storage import handles
from hub.storage.database import Connection, Database
from hub.storage.handles import NewHandle
from hub.storage.sealing import Keyring
from profiles.identifiers import URA

TYPED_WITHIN = timedelta(minutes=15)
_LONGEST_NAME = 100


class InvalidDevice(Exception):
    """There is no such device, or it can't be registered."""


async def add_device(found: AuditSettings, ura: str, name: str) -> dict[str, str]:
    """A code for a device of this organisation, to be typed on it within a quarter of an hour.

    Raises:
        InvalidDevice: it has no name. InvalidIdentifier: it is no URA.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidDevice(f"--name: 1 to {_LONGEST_NAME} letters that can be read")
    now, code, family = datetime.now(UTC), new_code(), uuid4()
    device = Device(ura=URA(ura).value, name=name)
    new = NewHandle(
        kind="enrolling",
        content=msgspec.json.encode(device),
        until=now + TYPED_WITHIN,
        family=family,
    )
    async with _connection(found) as (connection, keyring, ledger):
        await handles.give(connection, keyring, new, now, code)
        change = {"place": "device", "change": "add", "device": str(family), "ura": device.ura}
        await ledger.append(connection, [changed(now, change)])
    return {"device": str(family), "code": code, "until": new.until.isoformat(timespec="minutes")}


async def list_devices(found: AuditSettings) -> list[dict[str, str]]:
    """All that are registered."""
    now = datetime.now(UTC)
    async with _connection(found) as (connection, keyring, _):
        devices = await handles.of_kind(connection, keyring, "device")
    return [
        {
            "device": str(one.family),
            "ura": device.ura,
            "name": device.name,
            "since": one.given.isoformat(timespec="minutes"),
            "until": one.until.isoformat(timespec="minutes"),
        }
        for one in devices
        if one.holds(now)
        for device in [msgspec.json.decode(one.content, type=Device)]
    ]


async def revoke_device(found: AuditSettings, device: str) -> None:
    """It is registered no more, its code too, and whoever is logged in on it is so no longer.

    Raises:
        InvalidDevice: there is none of this name.
    """
    now = datetime.now(UTC)
    try:
        family = UUID(device)
    except ValueError:
        raise InvalidDevice("name it as `hub devices list` does") from None
    async with _connection(found) as (connection, keyring, ledger):
        known = [
            *await handles.of_kind(connection, keyring, "device"),
            *await handles.of_kind(connection, keyring, "enrolling"),
        ]
        if family not in {one.family for one in known}:
            raise InvalidDevice("there is no such device; `hub devices list` has them all")
        await handles.end_family(connection, family)
        change = {"place": "device", "change": "revoke", "device": str(family)}
        await ledger.append(connection, [changed(now, change)])


@asynccontextmanager
async def _connection(
    found: AuditSettings,
) -> AsyncIterator[tuple[Connection, Keyring, Ledger]]:
    database, keyring = (
        await Database.open(found.database_url.get_secret_value(), 1),
        Keyring.of_settings(found),
    )
    try:
        async with database.transaction() as connection:
            yield connection, keyring, Ledger(database, keyring)
    finally:
        await database.close()
