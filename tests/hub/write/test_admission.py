"""An admission as hospitals have it: in a bed, which is no bed of the transfer point."""

import json

import pytest

from tests.hub.dossier import addresses
from tests.plugins.hub import Region
from tests.plugins.shared_data import shared_data

pytestmark = pytest.mark.anyio


async def test_an_admission_in_a_bed_is_stored(region: Region) -> None:
    bundle = json.loads(shared_data("field", "H1-admission-in-a-bed.json").read_text())
    hospital = await region.organization("V4")

    answer = await hospital.transaction(bundle)

    assert [one.partition("/")[0] for one in addresses(answer)] == [
        "Patient",
        "Location",
        "Encounter",
    ]


@pytest.mark.parametrize("kind", ["bd", "ro", "wa", "wi", "lvl", "ho"])
async def test_a_place_of_any_kind_is_stored(region: Region, kind: str) -> None:
    hospital = await region.organization("V4")
    system = "http://terminology.hl7.org/CodeSystem/location-physical-type"
    place = {
        "resourceType": "Location",
        "identifier": [{"system": "https://ziekenhuis.example/plaats", "value": hospital.ura}],
        "status": "active",
        "name": "Afdeling 3, kamer 1",
        "physicalType": {"coding": [{"system": system, "code": kind}]},
    }

    assert (await hospital.post(place)).status_code == 201
