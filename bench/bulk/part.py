"""A share of the region, loaded by a process of its own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import uvloop

from bench import bundle
from bench.bulk.errands import errand_of
from bench.bulk.events import Seen, record_of
from bench.bulk.planning import Planner
from bench.people import Doctor
from bench.region import Inhabitant, Region
from bench.words import chance
from hub.access.access import Access
from hub.storage.database import Connection, Database
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring
from profiles.identifiers import BSN

_PUSHES = 40
"""In one statement."""
_EVENTS = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is loaded, by which keys."""

    settings: Mapping[str, str]
    region: Region


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whom to load: by which doctor, with wishes or not, with how many choices, and when."""

    bsn: str
    doctor: Doctor
    has_wishes: bool
    choices: int
    at: datetime


def people(place: Place, newcomers: list[Newcomer]) -> list[tuple[Inhabitant, bool]]:
    """Load them; each with whether he has wishes."""
    return uvloop.run(_people(place, newcomers))


def events(place: Place, seen: list[Seen], number: int, since: datetime, until: datetime) -> None:
    """So many rows of the ledger between these moments: who looked at these inhabitants."""
    uvloop.run(_events(place, seen, number, since, until))


async def _people(place: Place, newcomers: list[Newcomer]) -> list[tuple[Inhabitant, bool]]:
    systems = {system.ura: system for system in place.region.practices}
    loaded = []
    async with _opened(place) as (access, connection):
        planner = Planner(access, f"{place.settings['HUB_PUBLIC_URL']}/fhir")
        for number, new in enumerate(newcomers, 1):
            errand = errand_of(systems[new.doctor.ura], new.at, chance(new.bsn))
            one = Inhabitant(new.bsn, new.doctor, ())
            entries = bundle.entries_of(
                new.bsn, new.doctor, one.edition, place.region, new.choices, wishes=new.has_wishes
            )
            addresses = await planner.add(connection, errand, new.doctor, entries)
            loaded.append((Inhabitant(new.bsn, new.doctor, tuple(addresses)), new.has_wishes))
            if number % _PUSHES == 0:
                await planner.flush(connection)
        await planner.flush(connection)
    return loaded


async def _events(
    place: Place, seen: list[Seen], number: int, since: datetime, until: datetime
) -> None:
    random = chance(f"events {since} {len(seen)}")
    async with _opened(place) as (access, connection):
        step = (until - since) / max(1, number)
        moments = (since + step * each for each in range(number))
        records = (
            record_of(place.region, random.choice(seen), at, random, access.keyring)
            for at in moments
        )
        while batch := list(islice(records, _EVENTS)):
            await access.ledger.append(connection, batch)


@asynccontextmanager
async def _opened(place: Place) -> AsyncIterator[tuple[Access, Connection]]:
    """The hub's own parts, on one connection that leaves it to the end that all is on disk."""
    keyring = Keyring.parse(place.settings["HUB_INDEX_KEY"], place.settings["HUB_SEALING_KEYS"])
    database = await Database.open(place.settings["HUB_DATABASE_URL"], 1)
    try:
        async with database.connection() as connection:
            await connection.execute("SET synchronous_commit = off")
            yield Access(database, keyring), connection
    finally:
        await database.close()


def seen_of(settings: Mapping[str, str], one: Inhabitant) -> Seen:
    """What a row of the ledger says of somebody."""
    keyring = Keyring.parse(settings["HUB_INDEX_KEY"], settings["HUB_SEALING_KEYS"])
    return Seen(inhabitant(keyring, BSN(one.bsn)).pat, one.doctor.ura, one.addresses)
