"""Registers who takes part, as the command line would."""

from collections.abc import Iterator
from dataclasses import replace

from joserfc.jwk import ECKey

from bench.people import Doctor
from bench.region import Region, System
from consent.category import keys_of
from hub.oauth.registration import register_client
from hub.security.keys import new_client_key
from hub.storage.clients import add
from hub.storage.database import Database
from hub.storage.organizations import enrol
from hub.storage.tables.client import ClientRow
from profiles.identifiers import BSN, InvalidIdentifier

PRACTICES = 20
DOCTORS = 4
READER_URA = "90009999"


async def founded(owner_url: str) -> Region:
    """Organisations and clients, registered in the database; no inhabitants yet."""
    practices = [
        _system(f"Huisartsenpraktijk {number}", f"9000{number:04d}", "Z3", "system/*.cruds")
        for number in range(1, PRACTICES + 1)
    ]
    reader = replace(_system("Huisartsenpost", READER_URA, "H1", "system/*.rs"), is_reader=True)
    database = await Database.open(owner_url, 2)
    try:
        registered = [await _registered(database, system) for system in [*practices, reader]]
    finally:
        await database.close()
    doctors = tuple(
        Doctor(f"9{number:02d}{place:06d}", f"Arts {number}-{place}", system.ura, system.name)
        for number, system in enumerate(practices, 1)
        for place in range(1, DOCTORS + 1)
    )
    return Region(tuple(registered[:-1]), registered[-1], doctors, tuple(_bsns()))


def _system(name: str, ura: str, organization_type: str, scopes: str) -> System:
    private, _ = new_client_key()
    return System(name, ura, organization_type, scopes, private)


async def _registered(database: Database, system: System) -> System:
    public = ECKey.import_key(system.private).as_dict(private=False)
    row = register_client(
        name=system.name,
        ura=system.ura,
        organization_type=system.organization_type,
        scopes=system.scopes,
        jwks={"keys": [public]},
    )
    async with database.session() as session:
        fields = ("client_id", "name", "ura", "organization_type", "scopes", "jwks")
        await add(session, ClientRow(**{name: getattr(row, name) for name in fields}))
    async with database.connection() as connection:
        keys = keys_of(system.ura, system.organization_type)
        await enrol(connection, system.ura, system.organization_type, keys)
    return replace(system, client_id=row.client_id)


def _bsns() -> Iterator[str]:
    """Every number of the range that is nobody's."""
    for number in range(100_000):
        digits = f"9999{number:05d}"
        try:
            yield BSN(digits).value
        except InvalidIdentifier:
            continue
