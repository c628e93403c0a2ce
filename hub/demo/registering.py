"""The demo's keys and clients: made once, found again at the next start."""

import json
import secrets
from dataclasses import replace

from hub.commands.clients import add_clients, grant_clients
from hub.demo.failure import DemoFailed
from hub.demo.issuer import local_keys, public_keys
from hub.demo.organizations import REGION, SYSTEMS, Organization
from hub.demo.place import DemoClient, Place
from hub.demo.secured import known_by
from hub.oauth.registration import Registration, register_client
from hub.security.keys import new_checkpoint_key, new_client_key, new_signing_key
from hub.storage.clients import find
from hub.storage.database import Database


def hub_environment(place: Place, url: str) -> dict[str, str]:
    """The settings of the demo's hub, all but its database.

    Raises:
        DemoFailed: a database is left without the keys that it was made with.
    """
    if (place.postgres / "data").exists() and not (place.demo / "keys" / "index_key").exists():
        raise DemoFailed(f"{place.root} holds a database without its keys: remove it, start again")
    return {
        "HUB_INDEX_KEY": place.secret("index_key", lambda: secrets.token_hex(32)),
        "HUB_SEALING_KEYS": place.secret("sealing_keys", lambda: f"1:{secrets.token_hex(32)}"),
        "HUB_SIGNING_KEY": place.secret("signing_key", lambda: json.dumps(new_signing_key())),
        "HUB_CHECKPOINT_KEY": place.secret(
            "checkpoint_key", lambda: json.dumps(new_checkpoint_key())
        ),
        "HUB_CHECKPOINT_FILES": str(place.demo / "checkpoints.jsonl"),
        "HUB_PUBLIC_URL": url,
        "HUB_DEMO_PLACE": str(place.demo.resolve()),
        "HUB_DEZI_KEYS": local_keys(place),
        # The sources are watched by systems: nobody is there to be the second person of a desk.
        "HUB_DESK_SECOND_PERSON": "no",
        "HUB_PERSON_ISSUER": public_keys(place),
        "HUB_TRANSFER_POINTS": ",".join(f"{one.ura}={one.seeks}" for one in REGION if one.seeks),
    }


async def register(place: Place, database_url: str, secure_url: str) -> dict[str, DemoClient]:
    """Every system of the region as a client; those that the database knows stay."""
    database = await Database.open(database_url, 1)
    try:
        kept = await _known(database, place.clients())
        granted = {kept[one.client].client_id: one.scopes for one in SYSTEMS if one.client in kept}
        await grant_clients(database, granted)
        missing = [one for one in SYSTEMS if one.client not in kept]
        made = {one.client: _registration(place, one) for one in missing}
        if made:
            await add_clients(database, list(made.values()))
    finally:
        await database.close()
    found = [
        replace(kept[one.client], scopes=one.scopes)
        if one.client in kept
        else _client(place, one, made[one.client])
        for one in SYSTEMS
    ]
    clients = [known_by(place, client, secure_url) for client in found]
    place.write_clients(clients)
    return {client.name: client for client in clients}


async def _known(database: Database, clients: dict[str, DemoClient]) -> dict[str, DemoClient]:
    async with database.connection() as connection:
        found = {name: await find(connection, one.client_id) for name, one in clients.items()}
    return {name: clients[name] for name, row in found.items() if row is not None}


def _registration(place: Place, one: Organization) -> Registration:
    private = place.secret(_key_name(one.client), lambda: json.dumps(new_client_key()[0]))
    public = {name: value for name, value in json.loads(private).items() if name != "d"}
    return register_client(
        name=one.name,
        ura=one.ura,
        organization_type=one.organization_type,
        scopes=one.scopes,
        jwks={"keys": [public]},
        desk=one.desk,
        bound=one.bound,
    )


def _client(place: Place, one: Organization, registered: Registration) -> DemoClient:
    return DemoClient(
        name=one.client,
        client_id=registered.client_id,
        ura=registered.ura,
        organization_type=registered.organization_type,
        scopes=registered.scopes,
        private_jwk=str((place.demo / "keys" / _key_name(one.client)).resolve()),
        bound=registered.bound,
    )


def _key_name(client: str) -> str:
    return f"{client}.jwk"
