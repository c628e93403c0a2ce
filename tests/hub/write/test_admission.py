"""An admission as hospitals have it: in a bed, which is no bed of the transfer point."""

import json
from typing import Any

import pytest

from profiles import systems
from tests.hub.dossier import a_dossier, addresses
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


def coded(code: str, system: str = systems.SNOMED) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code"
GENERAL: dict[str, dict[str, Any]] = {
    "a consent to an operation": {
        "resourceType": "Consent",
        "status": "active",
        "scope": coded("treatment", systems.CONSENT_SCOPE),
        "category": [{"text": "Toestemming voor een operatie"}],
        "dateTime": "2026-03-01",
        "policy": [{"uri": "https://wetten.overheid.nl/"}],
        "provision": {"code": [coded("80146002")]},
    },
    "an implanted defibrillator": {"resourceType": "Device", "type": coded("72506001")},
    "a scale of purpose": {
        "resourceType": "Observation",
        "status": "final",
        "code": coded("247751003"),
        "valueInteger": 7,
    },
    "a request to inform somebody": {
        "resourceType": "CommunicationRequest",
        "status": "active",
        "category": [coded("223449006")],
    },
    "a task that is to be fulfilled": {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "code": coded("fulfill", TASK_CODE),
        "groupIdentifier": {"system": "https://ziekenhuis.example/groep", "value": "1"},
    },
    "a summary at a transfer between wards": {
        "resourceType": "Composition",
        "status": "final",
        "type": coded("371535009"),
        "date": "2026-03-01",
        "author": [{"display": "Afdeling 3"}],
        "title": "Overplaatsing",
    },
    "a referral": {
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "order",
        "category": [coded("308292007")],
    },
}
BY = {"Consent": "patient", "Device": "patient", "Task": "for"}


async def test_what_a_general_code_means_elsewhere_too_is_stored(region: Region) -> None:
    dossier = await a_dossier(region, "V4")

    refused = {}
    for name, resource in GENERAL.items():
        whose = {BY.get(resource["resourceType"], "subject"): {"reference": dossier.patient}}
        answer = await dossier.source.post(resource | whose)
        if answer.status_code != 201:
            refused[name] = answer.text

    assert refused == {}
