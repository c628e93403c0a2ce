"""Who takes part: practices that push, a post that reads, inhabitants that they know."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from bench.people import Doctor
from consent.category import keys_of
from hub.security.keys import new_client_key
from hub.security.registration import register_client
from hub.storage.clients import add
from hub.storage.database import Database
from hub.storage.organizations import enrol
from hub.storage.tables.client import ClientRow
from profiles.identifiers import BSN, InvalidIdentifier

PRACTICES = 20
DOCTORS = 4
READER_URA = "90009999"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_PERSON = {
    "subject_name": "A. Waarnemer",
    "national_provider_identifier": "900000009",
    "subject_role": ["01.015"],
    "purpose_of_use": ["TREAT"],
}


@dataclass(frozen=True, slots=True)
class System:
    """A client with its private key; `is_reader` when a professional stands behind its calls."""

    name: str
    ura: str
    organization_type: str
    scopes: str
    private: dict[str, Any] = field(repr=False)
    client_id: str = ""
    is_reader: bool = False

    def token_request(self, url: str) -> bytes:
        """The form for `/auth/token`, with an assertion that is good once."""
        key = ECKey.import_key(self.private)
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{url}/auth/token",
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + 120,
            **({"extensions": {"ihe_iua": _PERSON}} if self.is_reader else {}),
        }
        header = {"alg": "ES384", "typ": "JWT", "kid": key.kid}
        assertion = jwt.encode(header, claims, key, algorithms=["ES384"])
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION,
            "client_assertion": assertion,
        }
        return urlencode(form).encode()


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """Somebody whose talk is stored: the Patient's address and those of the treatment limits."""

    bsn: str
    doctor: Doctor
    patient: str
    directives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Everybody; `strangers` are the BSNs that nothing is stored of yet."""

    practices: tuple[System, ...]
    reader: System
    doctors: tuple[Doctor, ...]
    strangers: tuple[str, ...]
    inhabitants: tuple[Inhabitant, ...] = ()


async def founded(database_url: str) -> Region:
    """Organisations and clients, registered in the database; no inhabitants yet."""
    practices = [
        _system(f"Huisartsenpraktijk {number}", f"9000{number:04d}", "Z3", "system/*.cruds")
        for number in range(1, PRACTICES + 1)
    ]
    reader = replace(_system("Huisartsenpost", READER_URA, "H1", "system/*.rs"), is_reader=True)
    database = await Database.open(database_url, 2)
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


def parted(region: Region, inhabitants: int) -> tuple[list[str], Region]:
    """The BSNs to load, and the region in which the others are the strangers."""
    chosen = list(islice(region.strangers, inhabitants))
    return chosen, replace(region, strangers=region.strangers[inhabitants:])


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
