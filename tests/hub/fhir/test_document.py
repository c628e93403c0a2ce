"""A document is kept whole, in the record of the one whom its Composition is about."""

from typing import Any

import pytest

from profiles import systems
from tests.builders import a_bsn, a_patient, a_transaction
from tests.hub.dossier import a_dossier, address, fault, found, kept_by
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

WHOM = "urn:uuid:6d7b2e0c-0b8b-4c56-9c39-0a34d6f6e0b1"
NUMBERS = "https://example.org/documents"


def a_document(number: str, *patients: dict[str, Any], subject: str | None = WHOM) -> dict:
    """A handoff; its first Patient is at the address that the Composition names."""
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [{"system": systems.LOINC, "code": "18761-7"}]},
        "date": "2026-10-01",
        "author": [{"display": "Wijkverpleging Duinroos"}],
        "title": "Overdracht",
        **({"subject": {"reference": subject}} if subject else {}),
    }
    first = "urn:uuid:0d0f8f0c-2f3b-4b52-a6f5-0b3a9bb9b1aa"
    names = [WHOM, "urn:uuid:5b0d2b52-5a39-4f0f-8b8a-6c1f2f6f1c11"]
    entries = [{"fullUrl": first, "resource": composition}]
    for name, patient in zip(names, patients, strict=False):
        entries.append({"fullUrl": name, "resource": patient})
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": NUMBERS, "value": number},
        "timestamp": "2026-10-01T10:00:00+02:00",
        "entry": entries,
    }


async def test_a_document_with_its_patient_is_kept_byte_by_byte_and_found(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    document = a_document(dossier.source.ura, a_patient(dossier.bsn))
    await dossier.open_to(doctor)

    stored = address(await dossier.source.post(document))

    read = (await doctor.get(stored)).json()
    assert read["entry"] == document["entry"]
    by_number = await doctor.find("Bundle", identifier=f"{NUMBERS}|{dossier.source.ura}")
    assert [one["id"] for one in found(by_number)] == [read["id"]]
    stranger = await region.doctor()
    assert (await stranger.get(stored)).status_code == 404


async def test_a_document_about_another_than_the_bundle_is_refused(region: Region) -> None:
    source = await region.organization()
    document = a_document(source.ura, a_patient())

    answer = await source.transaction(
        a_transaction((a_patient(), "POST Patient"), (document, "POST Bundle"))
    )

    assert answer.status_code == 422
    assert "one inhabitant" in fault(answer)["diagnostics"]


async def test_a_document_that_names_a_known_patient_of_another_is_refused(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    neighbour = await kept_by(dossier.source, a_bsn())
    document = a_document(dossier.source.ura, subject=neighbour.patient)

    answer = await dossier.source.transaction(
        a_transaction((a_patient(dossier.bsn), "POST Patient"), (document, "POST Bundle"))
    )

    assert answer.status_code == 422


async def test_a_document_holds_the_patient_that_it_is_about(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.post(a_document(dossier.source.ura, subject=dossier.patient))

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Bundle.entry[0].resource.subject.reference"]


@pytest.mark.parametrize("numbers", [[], ["123456789"], ["999911120", "999998298"]])
async def test_the_patient_in_a_document_has_one_valid_bsn(
    region: Region, numbers: list[str]
) -> None:
    source = await region.organization()
    patient = a_patient()
    patient["identifier"] = [{"system": systems.BSN_SYSTEM, "value": number} for number in numbers]
    if not numbers:
        del patient["identifier"]

    answer = await source.post(a_document(source.ura, patient))

    assert answer.status_code == 422
    assert fault(answer)["expression"][0].startswith("Bundle")


@pytest.mark.parametrize("subject", [None, "Patient/never-was", WHOM])
async def test_a_document_about_nobody_has_no_record_to_go_in(
    region: Region, subject: str | None
) -> None:
    source = await region.organization()

    answer = await source.post(a_document(source.ura, subject=subject))

    assert answer.status_code == 422
