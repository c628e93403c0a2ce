"""Sources that speak of the same person at the same moment speak of one.

docs/decisions/0009-one-inhabitant-one-patient.md
"""

import asyncio
from itertools import count
from typing import Any

import httpx
import pytest

from profiles import systems
from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    a_treatment_directive,
    registered_with,
    urn,
)
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

SOURCES = 6
_UZI = count(int(a_bsn()) // 10)  # a digit less, so that none is a BSN


def a_practitioner(uzi: str, **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Practitioner",
        "identifier": [{"system": systems.UZI_PERSON, "value": uzi}],
        "name": [{"family": "Nachtegaal"}],
        **members,
    }


async def found(caller: Caller, kind: str, **parameters: str) -> list[dict[str, Any]]:
    answer = await caller.find(kind, **parameters)
    assert answer.status_code == 200, answer.text
    entries = answer.json().get("entry", [])
    return [entry["resource"] for entry in entries if entry["search"]["mode"] == "match"]


async def patient_ids(caller: Caller, bsn: str) -> list[str]:
    return [
        one["id"]
        for one in await found(caller, "Patient", identifier=f"{systems.BSN_SYSTEM}|{bsn}")
    ]


async def pushed(sources: list[Caller], bundles: list[dict[str, Any]]) -> list[httpx.Response]:
    pairs = zip(sources, bundles, strict=True)
    answers = await asyncio.gather(*(source.transaction(bundle) for source, bundle in pairs))
    assert {answer.status_code for answer in answers} == {200}, [a.text for a in answers]
    return list(answers)


async def test_a_new_inhabitant_of_many_sources_is_one_patient(region: Region) -> None:
    doctor = await region.doctor()
    for _ in range(5):
        bsn = a_bsn()
        sources = [await region.organization() for _ in range(SOURCES)]

        await pushed(
            sources,
            [
                a_transaction(
                    (
                        a_patient(bsn, id=f"mine-{source.ura}", **registered_with(source.ura)),
                        f"PUT Patient/mine-{source.ura}",
                    )
                    if number % 2
                    else (a_patient(bsn, **registered_with(source.ura)), "POST Patient"),
                    (a_treatment_directive(urn(0)), "POST Consent"),
                    (a_privacy_consent(urn(0), holder=source.ura, user=doctor.ura), "POST Consent"),
                )
                for number, source in enumerate(sources)
            ],
        )

        [patient] = await patient_ids(doctor, bsn)
        wishes = await found(doctor, "Consent", patient=patient)
        custodians = sorted(wish["meta"]["source"].rpartition(":")[2] for wish in wishes)
        assert len(wishes) == SOURCES, custodians
        assert {wish["patient"]["reference"] for wish in wishes} == {f"Patient/{patient}"}
        assert {await one_id(source, bsn) for source in sources} == {patient}


async def test_many_new_sources_of_a_known_inhabitant_each_have_their_say(region: Region) -> None:
    bsn, first = a_bsn(), await region.organization()
    await pushed([first], [a_transaction((a_patient(bsn), "POST Patient"))])
    sources = [await region.organization() for _ in range(2 * SOURCES)]

    answers = await pushed(
        sources,
        [
            a_transaction(
                (a_patient(bsn, gender="other"), "POST Patient"), (a_goal(urn(0)), "POST Goal")
            )
            for _ in sources
        ],
    )

    tags = [answer.json()["entry"][0]["response"]["etag"] for answer in answers]
    assert tags == ['W/"1"'] * len(sources)
    named = [answer.json()["entry"][0]["response"]["location"] for answer in answers]
    address = f"Patient/{await one_id(first, bsn)}"
    assert {one.partition("Patient/")[2] for one in named} == {
        f"{address.removeprefix('Patient/')}/_history/1"
    }
    assert {await one_id(source, bsn) for source in sources} == {await one_id(first, bsn)}


async def one_id(source: Caller, bsn: str) -> str:
    [only] = await patient_ids(source, bsn)
    return only


async def test_a_new_professional_of_many_sources_is_one_practitioner(region: Region) -> None:
    for _ in range(5):
        uzi = str(next(_UZI))
        sources = [await region.organization() for _ in range(SOURCES)]

        await pushed(
            sources,
            [
                a_transaction(
                    (a_practitioner(uzi), "POST Practitioner"),
                    (a_patient(), "POST Patient"),
                    (a_goal(urn(1), expressedBy={"reference": urn(0)}), "POST Goal"),
                )
                for _ in sources
            ],
        )

        identifier = f"{systems.UZI_PERSON}|{uzi}"
        people = [await found(source, "Practitioner", identifier=identifier) for source in sources]
        assert len({one["id"] for some in people for one in some}) == 1


async def test_a_new_role_of_many_sources_is_one_role(region: Region) -> None:
    uzi, ura = str(next(_UZI)), (await region.organization()).ura
    sources = [await region.organization() for _ in range(SOURCES)]
    organization = {
        "resourceType": "Organization",
        "identifier": [{"system": systems.URA_SYSTEM, "value": ura}],
        "name": "Huisartsenpraktijk Het Gein",
    }
    role = {
        "resourceType": "PractitionerRole",
        "practitioner": {"reference": urn(0)},
        "organization": {"reference": urn(1)},
    }
    bundle = a_transaction(
        (a_practitioner(uzi), "POST Practitioner"),
        (organization, "POST Organization"),
        (role, "POST PractitionerRole"),
    )

    answers = await pushed(sources, [bundle] * SOURCES)

    said = [answer.json()["entry"] for answer in answers]
    addresses = [[one["response"]["location"].split("/_")[0] for one in each] for each in said]
    assert len({tuple(each) for each in addresses}) == 1
