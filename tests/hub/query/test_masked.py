"""What an open resource refers to and the inhabitant closes goes out as withheld."""

import json
from typing import Any

import pytest

from profiles import systems
from tests.builders import a_privacy_consent, a_treatment_directive
from tests.hub.dossier import Dossier, a_dossier, address, an_observation, found
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

WITHHELD = {"extension": [{"url": f"{systems.HL7}data-absent-reason", "valueCode": "masked"}]}


def a_will(patient: str) -> dict[str, Any]:
    kind = {"coding": [{"system": systems.ADVANCE_DIRECTIVE_TYPE, "code": "NR"}]}
    return a_treatment_directive(
        patient,
        scope={"coding": [{"system": systems.CONSENT_SCOPE, "code": "adr"}]},
        category=[{"coding": [{"system": systems.CONSENT_CATEGORY, "code": "acd"}]}],
        provision={"code": [kind]},
    )


async def linked(region: Region) -> tuple[Dossier, Caller, str, str]:
    """An agreement that names a will, both open to a doctor."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    will = await dossier.add(a_will(dossier.patient))
    named = {
        "reference": will,
        "identifier": {"system": "urn:example:wills", "value": "7"},
        "display": "Niet-reanimerenverklaring",
    }
    agreement = await dossier.add(a_treatment_directive(dossier.patient, sourceReference=named))
    return dossier, doctor, will, agreement


async def close(dossier: Dossier, doctor: Caller, resource: str) -> None:
    closed = a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=doctor.ura, permit=False
    )
    closed["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": resource}}]
    await dossier.add(closed)


async def test_a_reference_to_what_is_closed_tells_neither_its_name_nor_its_words(
    region: Region,
) -> None:
    dossier, doctor, will, agreement = await linked(region)
    assert will in (await doctor.get(agreement)).text
    await close(dossier, doctor, will)

    searched = await doctor.find("Consent", patient=dossier.patient, scope="treatment")
    for answer in (
        await doctor.get(agreement),
        await doctor.get(f"{agreement}/_history/1"),
        await doctor.get(f"{agreement}/_history"),
        searched,
    ):
        assert answer.status_code == 200
        assert will.partition("/")[2] not in answer.text
        assert "Niet-reanimerenverklaring" not in answer.text
    [shown] = found(searched)
    assert shown["sourceReference"] == WITHHELD
    assert shown["provision"]["code"], "all else is as it was"
    assert shown["patient"] == {"reference": dossier.patient}
    assert (await doctor.get(will)).status_code == 404


ASKED = {
    "by its address": lambda will: {"source-reference": will},
    "by its id": lambda will: {"source-reference:Consent": will.partition("/")[2]},
    "among others": lambda will: {"source-reference": f"Consent/another,{will}"},
    "by its number": lambda _will: {"source-reference:identifier": "urn:example:wills|7"},
}


@pytest.mark.parametrize("asked", ASKED)
async def test_by_a_reference_that_is_withheld_nothing_is_found(region: Region, asked: str) -> None:
    dossier, doctor, will, agreement = await linked(region)
    parameters = {"patient": dossier.patient, **ASKED[asked](will)}
    back = {"_id": dossier.patient.partition("/")[2]} | {
        f"_has:Consent:patient:{name}": value
        for name, value in parameters.items()
        if name != "patient"
    }
    [seen] = found(await doctor.find("Consent", **parameters))
    assert f"Consent/{seen['id']}" == agreement
    assert len(found(await doctor.find("Patient", **back))) == 1
    await close(dossier, doctor, will)

    assert found(await doctor.find("Consent", **parameters)) == []
    assert found(await doctor.find("Patient", **back)) == []
    assert len(found(await dossier.source.find("Consent", **parameters))) == 1


@pytest.mark.parametrize(
    ("plain", "spelt"),
    [('"reference": "Consent/', '"\\u0072eference": "Consent/'), ("Consent/", "Consent\\/")],
)
async def test_no_spelling_of_a_reference_hides_it(region: Region, plain: str, spelt: str) -> None:
    dossier, doctor, will, _ = await linked(region)
    sent = json.dumps(a_treatment_directive(dossier.patient, sourceReference={"reference": will}))
    assert plain in sent
    agreement = address(await dossier.source("POST", "Consent", sent.replace(plain, spelt)))
    await close(dossier, doctor, will)

    assert (await doctor.get(agreement)).json()["sourceReference"] == WITHHELD


async def test_its_own_source_sees_it_as_it_was_sent(region: Region) -> None:
    dossier, doctor, will, agreement = await linked(region)
    await close(dossier, doctor, will)

    assert (await dossier.source.get(agreement)).json()["sourceReference"]["reference"] == will


async def test_where_all_is_open_no_byte_is_changed(region: Region) -> None:
    dossier, doctor, _, agreement = await linked(region)

    assert (await doctor.get(agreement)).content == (await dossier.source.get(agreement)).content


async def test_what_comes_withheld_is_kept_and_goes_out_as_withheld(region: Region) -> None:
    dossier = await a_dossier(region)
    agreement = await dossier.add(a_treatment_directive(dossier.patient, sourceReference=WITHHELD))

    assert (await dossier.source.get(agreement)).json()["sourceReference"] == WITHHELD


async def test_what_lies_in_a_category_that_is_closed_is_withheld_too(region: Region) -> None:
    """Medication is a choice of its own, that a permission for treatment data does not reach."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    medication = await dossier.add(
        {
            "resourceType": "MedicationStatement",
            "status": "active",
            "medicationCodeableConcept": {"text": "paracetamol"},
            "subject": {"reference": dossier.patient},
        }
    )
    seen = await dossier.add(an_observation(dossier.patient, partOf=[{"reference": medication}]))

    shown = (await doctor.get(seen)).json()

    assert shown["partOf"] == [WITHHELD]
    assert shown["subject"] == {"reference": dossier.patient}
