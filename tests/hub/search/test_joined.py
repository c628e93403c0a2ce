"""What joins a record by what it refers to is found by `patient`, and at the Patient's address.

docs/decisions/0065-what-joins-a-record.md
"""

from typing import Any

import pytest

from hub.search.registry import of_record
from profiles import systems
from profiles.r4.tables import resource_types
from profiles.resource.compartment import DIRECTORY
from tests.attacks.test_open_directory import least
from tests.builders import a_bsn, a_transaction, urn
from tests.hub.dossier import Dossier, a_dossier, addresses, an_observation, fault, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

WHEN = "2026-11-30T12:00:00Z"


def joining(observation: str) -> list[dict[str, Any]]:
    """Each of another type, in the record by the observation that it refers to or comes with."""
    about = {"reference": observation}
    who = {"agent": [{"who": {"display": "Arts"}}], "recorded": WHEN}
    return [
        {"resourceType": "Provenance", "target": [about], **who},
        {"resourceType": "Task", "status": "requested", "intent": "order", "focus": about},
        {"resourceType": "Linkage", "item": [{"type": "source", "resource": about}] * 2},
        {
            "resourceType": "List",
            "status": "current",
            "mode": "working",
            "entry": [{"item": about}],
        },
        {"resourceType": "DocumentManifest", "status": "current", "content": [about]},
        {"resourceType": "Binary", "contentType": "text/plain", "securityContext": about},
        {"resourceType": "Bundle", "type": "collection"},
        *(least(kind) for kind in ("Basic", "Device", "Group", "Medication", "Schedule", "Slot")),
    ]


async def joined(dossier: Dossier) -> dict[str, str]:
    """Their addresses, by type."""
    resources = joining(urn(0))
    entries = [(one, f"POST {one['resourceType']}") for one in resources]
    bundle = a_transaction((an_observation(dossier.patient), "POST Observation"), *entries)
    _, *stored = addresses(await dossier.source.transaction(bundle))
    return {one.partition("/")[0]: one for one in stored}


async def test_each_is_found_by_patient_and_in_his_compartment(region: Region) -> None:
    dossier, other = await a_dossier(region), await a_dossier(region)
    stored, _ = await joined(dossier), await joined(other)

    for kind, one in stored.items():
        by_bsn = {"patient.identifier": f"{systems.BSN_SYSTEM}|{dossier.bsn}"}
        found = [
            await dossier.source.get(f"{kind}?patient={dossier.patient}"),
            await dossier.source.get(f"{kind}?patient:Patient={dossier.id}&_count=1"),
            await dossier.source.get(f"{dossier.patient}/{kind}"),
            await dossier.source.find(kind, **by_bsn),
        ]
        assert [names(answer) for answer in found] == [[one]] * len(found), kind
        assert found[0].json()["total"] == 1


async def test_of_who_opens_nothing_nothing_is_found(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    for kind in await joined(dossier):
        answer = await stranger.get(f"{kind}?patient={dossier.patient}")
        assert (names(answer), answer.json()["total"]) == ([], 0)


async def test_what_names_its_patient_is_found_as_before(region: Region) -> None:
    """Beside what names none, and narrowed by whatever else is asked."""
    dossier = await a_dossier(region)
    stored = await joined(dossier)
    named = await dossier.add(
        {
            "resourceType": "Task",
            "status": "completed",
            "intent": "order",
            "for": {"reference": dossier.patient},
        }
    )

    task = dossier.source.get
    assert sorted(names(await task(f"Task?patient={dossier.patient}"))) == sorted(
        [named, stored["Task"]]
    )
    assert names(await task(f"Task?patient={dossier.patient}&status=completed")) == [named]
    assert names(await task(f"Task?subject={dossier.patient}")) == [named]
    assert names(await task(f"Task?patient={dossier.patient}&patient:missing=true")) == [
        stored["Task"]
    ]


async def test_another_number_beside_it_finds_only_who_has_it(region: Region) -> None:
    dossier = await a_dossier(region)
    stored = await joined(dossier)
    name = stored["Task"].partition("/")[2]

    answer = await dossier.source.get(f"Task?_id={name}&patient.identifier=urn:mrn|1")

    assert names(answer) == []


async def test_two_inhabitants_at_once_are_refused(region: Region) -> None:
    doctor = await region.doctor()
    for query in ("Slot?patient=1&patient=2", "Binary?patient=1,2"):
        answer = await doctor.get(query)
        assert answer.status_code == 400
        assert "one inhabitant" in fault(answer)["diagnostics"]


@pytest.mark.parametrize(
    "query",
    [
        "Slot?patient:missing=true",
        "Slot?patient:exact=1",
        "Provenance?target:Slot.patient=Patient/1",
        "Slot?patient=1&_include=Slot:patient",
        "Slot?patient=1&_sort=patient",
        "Location?patient=1",
        "Patient?patient=1",
    ],
)
async def test_what_it_does_not_do_is_refused(region: Region, query: str) -> None:
    doctor = await region.doctor()
    answer = await doctor.get(query)
    assert answer.status_code == 400
    assert fault(answer)["diagnostics"]


async def test_metadata_lists_a_way_to_each_record_that_works(region: Region) -> None:
    doctor = await region.doctor()
    [rest] = (await doctor.client.get("metadata")).json()["rest"]
    ways = {one["type"]: [each["name"] for each in one["searchParam"]] for one in rest["resource"]}
    in_record = resource_types() & ways.keys() - DIRECTORY - {"Patient"}

    for kind in sorted(in_record):
        assert ways[kind].count("patient") == 1
        answer = await doctor.get(f"{kind}?patient=Patient/{a_bsn()[4:]}-none")
        assert (answer.status_code, answer.json()["total"]) == (200, 0), kind
    assert not any(of_record(kind) for kind in DIRECTORY)
