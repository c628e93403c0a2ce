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

PRACTICES = 20
DOCTORS = 4
READER_URA = "90009999"
DIGITS = 10
SOURCE = "system/*.cruds system/Consent.cu"


def region() -> Region:
    """Organisations, doctors, and nobody whom they know yet."""
    practices = [
        new_system(f"Huisartsenpraktijk {number}", f"9000{number:04d}", "Z3", SOURCE)
        for number in range(1, PRACTICES + 1)
    ]
    scopes = "system/*.rs system/AuditEvent.rs"
    reader = replace(new_system("Huisartsenpost", READER_URA, "H1", scopes), is_reader=True)
    doctors = tuple(
        Doctor(f"9{number:02d}{place:06d}", f"Arts {number}-{place}", system.ura, system.name)
        for number, system in enumerate(practices, 1)
        for place in range(1, DOCTORS + 1)
    )
    return Region(tuple(practices), reader, doctors, tuple(_bsns()))


async def founded(owner_url: str) -> Region:
    """The same, its clients registered in the database."""
    new = region()
    database = await Database.open(owner_url, 2)
    try:
        *practices, reader = [
            await registered(database, system) for system in (*new.practices, new.reader)
        ]
    finally:
        await database.close()
    return replace(new, practices=tuple(practices), reader=reader)


def new_system(name: str, ura: str, organization_type: str, scopes: str) -> System:
    """A system with a key of its own, that nobody knows yet."""
    private, _ = new_client_key()
    return System(name, ura, organization_type, scopes, private)


async def registered(database: Database, system: System) -> System:
    """The same, as a client of the hub."""
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
    """The 90,909 that begin with 999, those of the test range (9999) first."""
    weights = range(9, 1, -1)
    for number in range(99_999, -1, -1):
        digits = f"999{number:05d}"
        last = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11
        if last < DIGITS:
            yield f"{digits}{last}"
