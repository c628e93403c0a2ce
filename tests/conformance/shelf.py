"""One of each type of R4 at one source, each with a value for every element."""

from dataclasses import dataclass
from typing import Any

import msgspec

from hub.fhir.types import is_writable
from profiles import systems
from profiles.r4.tables import resource_types
from tests.builders import a_bsn
from tests.conformance.instances import an_instance
from tests.hub.dossier import address, addresses
from tests.plugins.hub import Caller, Region

KINDS = sorted(kind for kind in resource_types() if is_writable(kind))
AT_ONCE = 35
ABOUT = "Flag"
"""Of which there are several."""
_json = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True)
class Shelf:
    """What one source sent of each type, and where it was put."""

    source: Caller
    sent: dict[str, bytes]
    places: dict[str, str]


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
    others = [an_instance(kind, place) for kind in KINDS if kind != "Patient"]
    sent = {"Patient": written(patient)} | {one["resourceType"]: written(one) for one in others}
    places = {"Patient": place}
    about = an_instance(ABOUT, place)
    for start in range(0, len(others), AT_ONCE):
        some = others[start : start + AT_ONCE]
        # Whose record it is what has no place for a patient says by what it comes with.
        answer = await source("POST", "", a_transaction([*some, about]))
        places |= zip([one["resourceType"] for one in some], addresses(answer), strict=False)
    return Shelf(source, sent, places)
