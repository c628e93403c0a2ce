"""Each type of R4 with a value for every element: stored, and read back as it was, in JSON and XML.

https://hl7.org/fhir/R4/resourcelist.html
"""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from hub.fhir.types import is_writable
from profiles import systems
from profiles.check.structure import check_structure as validate
from profiles.r4.tables import elements, resource_types
from profiles.text.parse import parse
from profiles.xml.read import read_xml
from tests.builders import a_bsn
from tests.conformance.exceptions import LEFT_OUT
from tests.conformance.instances import OF_ANY, an_instance
from tests.hub.dossier import address, addresses
from tests.plugins.hub import Caller, Region, Running

pytestmark = pytest.mark.anyio

KINDS = sorted(kind for kind in resource_types() if is_writable(kind))
AT_ONCE, XML = 35, "application/fhir+xml"
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


@pytest.fixture(scope="module")
async def shelf(hub: Running) -> Shelf:
    source = await Region(hub).organization()
    patient = a_whole_patient()
    place = address(await source("POST", "Patient", written(patient)))
    others = [an_instance(kind, place) for kind in KINDS if kind != "Patient"]
    sent = {"Patient": written(patient)} | {one["resourceType"]: written(one) for one in others}
    places = {"Patient": place}
    about = an_instance("Flag", place)
    for start in range(0, len(others), AT_ONCE):
        some = others[start : start + AT_ONCE]
        # Whose record it is what has no place for a patient says by what it comes with.
        answer = await source("POST", "", a_transaction([*some, about]))
        places |= zip([one["resourceType"] for one in some], addresses(answer), strict=False)
    return Shelf(source, sent, places)


def as_sent(resource: dict[str, Any]) -> dict[str, Any]:
    """Without what the hub gives it."""
    return {name: value for name, value in resource.items() if name not in {"id", "meta"}}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_of_a_type_is_valid_and_holds_all_that_may_be_together(kind: str) -> None:
    whole = an_instance(kind)

    assert [one for one in validate(whole) if one.severity != "information"] == []
    missing = {row.path for row in elements(kind) if whole.keys().isdisjoint(row.json_names())}
    resource = {f"{of}.{name}" for of in ("Resource", "DomainResource") for name in OF_ANY}
    assert missing <= resource | LEFT_OUT


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_read_back_as_it_was_sent(shelf: Shelf, kind: str) -> None:
    place, sent = shelf.places[kind], parse(shelf.sent[kind])

    read = await shelf.source.get(place)
    then = await shelf.source.get(f"{place}/_history/1")
    in_xml = await shelf.source.get(place, accept=XML)
    again = await shelf.source("PUT", place, in_xml.content, **{"Content-Type": XML})

    assert as_sent(parse(read.content)) == sent
    assert then.content == read.content
    assert read_xml(in_xml.content) == parse(read.content)
    assert (again.status_code, again.headers.get("ETag")) == (200, read.headers["ETag"]), again.text
