"""One of each type of R4 at one source, each with a value for every element."""

from dataclasses import dataclass
from typing import Any

import msgspec

from hub.fhir.types import is_writable
from profiles import systems
from profiles.r4.tables import resource_types
from tests.builders import a_bsn
from tests.conformance.instances import an_instance
from tests.conformance.others import others
from tests.hub.dossier import address, addresses
from tests.plugins.hub import Caller, Region

KINDS = sorted(kind for kind in resource_types() if is_writable(kind))
AT_ONCE = 35
ABOUT = "Flag"
"""Of which there are several."""
_json = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True)
class Shelf:
    """What one source sent of each type, and where it was put; `others` are the other choices."""

    source: Caller
    sent: dict[str, bytes]
    places: dict[str, str]
    others: dict[str, list[str]]


def written(resource: dict[str, Any]) -> bytes:
    return _json.encode(resource)


def a_whole_patient() -> dict[str, Any]:
    whole = an_instance("Patient")
    whole["identifier"].append({"system": systems.BSN_SYSTEM, "value": a_bsn()})
    return whole


def a_transaction(resources: list[dict[str, Any]]) -> bytes:
    entry = [
        {"resource": one, "request": {"method": "POST", "url": one["resourceType"]}}
        for one in resources
    ]
    return written({"resourceType": "Bundle", "type": "transaction", "entry": entry})


async def a_shelf(region: Region) -> Shelf:
    """A new one."""
    source = await region.organization()
    patient = a_whole_patient()
    place = address(await source("POST", "Patient", written(patient)))
    firsts = [an_instance(kind, place) for kind in KINDS if kind != "Patient"]
    seconds = [one for kind in KINDS for one in others(kind, place)]
    sent = {"Patient": written(patient)} | {one["resourceType"]: written(one) for one in firsts}
    put = await _put(source, place, [*firsts, *seconds])
    kinds = [one["resourceType"] for one in firsts]
    places = {"Patient": place} | dict(zip(kinds, put, strict=False))
    beside: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for one, at in zip(seconds, put[len(firsts) :], strict=True):
        beside[one["resourceType"]].append(at)
    return Shelf(source, sent, places, beside)


async def _put(source: Caller, patient: str, resources: list[dict[str, Any]]) -> list[str]:
    """Where each was put; what has no place for a patient is whose it comes with."""
    about, places = an_instance(ABOUT, patient), list[str]()
    for start in range(0, len(resources), AT_ONCE):
        some = resources[start : start + AT_ONCE]
        places += addresses(await source("POST", "", a_transaction([*some, about])))[:-1]
    return places
