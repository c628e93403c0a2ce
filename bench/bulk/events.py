"""Rows of the ledger as reads and searches leave them."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from bench.bulk.errands import errand_of
from bench.guide import EMERGENCY
from bench.region import Region
from hub.ledger.record import Ground, Record
from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring

PERMITTED = "C-EXPLICIT-PERMIT"
_BY_ID = 0.4
"""Share of reads by id; the rest are the guide's queries."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody whose record is looked into, who keeps it, and what is in it."""

    pat: UUID
    custodian: str
    addresses: tuple[str, ...]


def record_of(region: Region, seen: Seen, at: datetime, random: Random, keyring: Keyring) -> Record:
    """One look by the reader, which the inhabitant's first choice opens."""
    errand = errand_of(region.reader, at, random)
    choice = next(each for each in seen.addresses[::-1] if each.startswith("Consent/"))
    name = rid(keyring, *choice.split("/"))
    address = random.choice(seen.addresses)
    by_id = random.random() < _BY_ID
    kind, parameters, found = random.choice(EMERGENCY)
    return Record(
        at=at,
        request_id=errand.request_id,
        interaction="read" if by_id else "search-type",
        status=200,
        rule=PERMITTED,
        errand=errand,
        pat=seen.pat,
        type=address.partition("/")[0] if by_id else kind,
        found=1 if by_id else found,
        grounds=(Ground(PERMITTED, seen.custodian, name, 1),),
        entities=(address,) if by_id else (),
        asked=None if by_id else "&".join(f"{key}={value}" for key, value in parameters),
    )
