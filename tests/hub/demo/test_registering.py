"""The demo's clients: registered once, and given what they may ask for today."""

from dataclasses import replace
from pathlib import Path

import pytest

from hub.commands.clients import grant_clients, list_clients
from hub.demo.organizations import SYSTEMS
from hub.demo.place import Place
from hub.demo.registering import register
from hub.storage.database import Database

pytestmark = pytest.mark.anyio


async def test_who_was_registered_with_less_before_has_todays_scopes(
    migrated: str, tmp_path: Path
) -> None:
    place = Place(tmp_path)
    place.make()
    first = await register(place, migrated, "https://127.0.0.1:1")
    narrow = replace(first["gp-de-sluis"], scopes="system/*.cruds")
    place.write_clients([{**first, narrow.name: narrow}[one.client] for one in SYSTEMS])
    database = await Database.open(migrated, 1)
    try:
        await grant_clients(database, {narrow.client_id: narrow.scopes})
    finally:
        await database.close()

    again = await register(place, migrated, "https://127.0.0.1:1")

    assert again == first == place.clients()
    scopes = {one["client_id"]: one["scopes"] for one in await list_clients(migrated)}
    assert {one.client_id: one.scopes for one in first.values()}.items() <= scopes.items()
