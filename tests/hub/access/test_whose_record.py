"""What is stored is in the record of the inhabitant that it says it is of, or it is refused."""

from typing import Any

import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, a_treatment_directive
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    addresses,
    an_observation,
    fault,
    kept_by,
    names,
)
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

NUMBERS = "https://example.org/numbers"
HERE = "http://127.0.0.1:8000/fhir"

# Ways to name the inhabitant of another dossier of the same source.
OTHERS = {
    "by version": "{patient}/_history/1",
    "by url": f"{HERE}/{{patient}}",
    "by url and version": f"{HERE}/{{patient}}/_history/1",
    "by BSN": f"Patient?identifier={systems.BSN_SYSTEM}|{{bsn}}",
    "by number": f"Patient?identifier={NUMBERS}|{{id}}",
}

# Ways to name somebody whom the hub can not know by it.
NOBODY: dict[str, dict[str, Any]] = {
    "elsewhere": {"reference": "https://elsewhere.example/fhir/Patient/9"},
    "by BSN alone": {"identifier": {"system": systems.BSN_SYSTEM, "value": "{bsn}"}},
    "by name": {"display": "Testpersoon Vlinderhof"},
    "contained": {"reference": "#p"},
}


async def two_dossiers(region: Region) -> tuple[Dossier, Dossier]:
    source = await region.organization()
    other = await kept_by(source, a_bsn())
    numbered = a_patient(other.bsn)
    numbered["identifier"].append({"system": NUMBERS, "value": other.id})
    await source.post(numbered)
    return await kept_by(source, a_bsn()), other


@pytest.mark.parametrize("way", OTHERS)
async def test_a_wish_of_another_inhabitant_is_not_slipped_into_this_record(
    region: Region, way: str
) -> None:
    this, other = await two_dossiers(region)
    said = OTHERS[way].format(patient=other.patient, bsn=other.bsn, id=other.id)

    answer = await this.source.transaction(
        a_transaction((a_patient(this.bsn), "POST Patient"), (a_goal(said), "POST Goal"))
    )

    assert answer.status_code == 422
    assert "one inhabitant" in fault(answer)["diagnostics"]


@pytest.mark.parametrize("way", OTHERS)
async def test_a_wish_is_found_however_its_inhabitant_was_named(region: Region, way: str) -> None:
    _, other = await two_dossiers(region)
    said = OTHERS[way].format(patient=other.patient, bsn=other.bsn, id=other.id)

    stored = await other.source.transaction(a_transaction((a_goal(said), "POST Goal")))

    [goal] = addresses(stored)
    assert names(await other.source.find("Goal", patient=other.patient)) == [goal]


@pytest.mark.parametrize("way", NOBODY)
async def test_a_wish_of_somebody_who_is_not_here_is_refused(region: Region, way: str) -> None:
    this, other = await two_dossiers(region)
    subject = NOBODY[way]
    if "identifier" in subject:
        subject = {"identifier": subject["identifier"] | {"value": other.bsn}}
    goal = a_goal("") | {"subject": subject}
    if way == "contained":
        goal["contained"] = [a_patient(other.bsn, id="p")]

    answer = await this.source.transaction(
        a_transaction((a_patient(this.bsn), "POST Patient"), (goal, "POST Goal"))
    )

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Bundle.entry[1].resource"]
    assert other.bsn not in answer.text


@pytest.mark.parametrize("kind", ["Consent", "Observation"])
async def test_a_wish_that_says_of_nobody_is_refused_for_nobody_would_find_it(
    region: Region, kind: str
) -> None:
    dossier = await a_dossier(region)
    wish = a_treatment_directive("") if kind == "Consent" else an_observation("")
    wish.pop("patient", None)
    wish.pop("subject", None)

    answer = await dossier.source.transaction(
        a_transaction((a_patient(dossier.bsn), "POST Patient"), (wish, f"POST {kind}"))
    )

    assert answer.status_code == 422
    assert fault(answer)["expression"][0].startswith("Bundle.entry[1].resource")


async def test_an_observation_may_be_about_a_device_in_the_record(region: Region) -> None:
    dossier = await a_dossier(region)
    pump = {"resourceType": "Device", "status": "active"}
    about_it = an_observation("urn:uuid:00000000-0000-4000-8000-000000000001")

    answer = await dossier.source.transaction(
        a_transaction(
            (a_patient(dossier.bsn), "POST Patient"),
            (pump, "POST Device"),
            (about_it, "POST Observation"),
        )
    )

    assert len(addresses(answer)) == 3
