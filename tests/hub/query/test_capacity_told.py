"""Who reads a Patient as before 1.0 misses no word that somebody can't decide, whoever said it."""

from typing import Any

import pytest

from profiles import systems
from tests.builders import a_privacy_consent
from tests.hub.dossier import a_dossier, an_observation, found, kept_by
from tests.hub.query.test_derived import (
    CAPABLE,
    CAPACITY,
    an_extension,
    asked,
    read_capacity,
    said_of,
)
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_who_reads_a_patient_sees_that_an_observation_says_he_can_not(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    observed = an_observation(
        dossier.patient, code=CAPABLE, valueBoolean=False, effectiveDateTime="2026-10-01"
    )
    where = await dossier.add(observed)

    for answer in (
        (await dossier.source.get(dossier.patient)).json(),
        found(await dossier.source.find("Patient", _id=dossier.id))[0],
    ):
        capable, urls = read_capacity(answer)
        assert capable == [False, False, False]
        assert urls == sorted(systems.LEGALLY_CAPABLE)
        origin = answer["extension"][0]["extension"][-1]
        assert origin["valueReference"]["reference"] == f"{where}/_history/1"
    stored = await dossier.source.get(f"{dossier.patient}/_history/1")
    assert "extension" not in stored.json(), "what is stored is what was sent"


async def test_he_can_not_stands_before_he_can_whoever_says_which(region: Region) -> None:
    dossier = await a_dossier(region)
    await said_of(dossier, extension=an_extension(capable=True))
    await dossier.add(an_observation(dossier.patient, code=CAPABLE, valueBoolean=False))

    capable, _ = read_capacity((await dossier.source.get(dossier.patient)).json())

    assert capable == [False, False, False, True]


async def test_what_the_patient_of_another_source_says_is_not_missed(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(user=doctor.ura)
    other = await kept_by(await region.organization(), dossier.bsn)
    await said_of(other, extension=an_extension(capable=False))
    assert read_capacity((await doctor.get(dossier.patient)).json())[0] == []

    await other.choose(user=doctor.ura)

    for reader in (doctor, dossier.source):
        capable, _ = read_capacity((await reader.get(dossier.patient)).json())
        assert set(capable) == ({False} if reader is doctor else set())


async def test_an_observation_that_is_closed_stands_with_no_patient(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(user=doctor.ura)
    where = await dossier.add(an_observation(dossier.patient, code=CAPABLE, valueBoolean=False))
    assert read_capacity((await doctor.get(dossier.patient)).json())[0] == [False] * 3
    closed = a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=doctor.ura, permit=False
    )
    named = [{"meaning": "instance", "reference": {"reference": where}}]
    closed["provision"]["data"] = named
    await dossier.add(closed)

    assert read_capacity((await doctor.get(dossier.patient)).json())[0] == []


@pytest.mark.parametrize("taken_back", ["entered-in-error", "deleted"])
async def test_an_observation_that_is_taken_back_says_nothing(
    region: Region, taken_back: str
) -> None:
    dossier = await a_dossier(region)
    observed = an_observation(dossier.patient, code=CAPABLE, valueBoolean=False)
    where = await dossier.add(observed)
    if taken_back == "deleted":
        await dossier.source("DELETE", where)
    else:
        again = {**observed, "id": where.partition("/")[2], "status": taken_back}
        assert (await dossier.source.put(again)).status_code == 200

    assert read_capacity((await dossier.source.get(dossier.patient)).json())[0] == []


async def test_who_sends_back_what_he_read_does_not_say_what_the_hub_told(region: Region) -> None:
    dossier = await a_dossier(region)
    own = an_extension(capable=True)
    await said_of(dossier, extension=own)
    where = await dossier.add(an_observation(dossier.patient, code=CAPABLE, valueBoolean=False))
    read = (await dossier.source.get(dossier.patient)).json()

    answer = await dossier.source.put({**read, "gender": "female"})

    assert answer.status_code == 200, answer.text
    await dossier.source("DELETE", where)
    now = (await dossier.source.get(dossier.patient)).json()
    assert (now["extension"], now["gender"]) == (own, "female")


def a_form(patient: str, canonical: str, answer: dict[str, Any]) -> dict[str, Any]:
    question = {
        "linkId": "1651" if "valueBoolean" in answer else "1406",
        "answer": [
            {**answer, "item": [{"linkId": "1407", "answer": [{"valueString": "na de beroerte"}]}]}
        ],
    }
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": canonical,
        "subject": {"reference": patient},
        "item": [
            {"linkId": "963", "answer": [{"valueDate": "2026-10-01"}]},
            {"linkId": "26", "item": [question]},
        ],
    }


@pytest.mark.parametrize(
    ("canonical", "answer"),
    [
        (f"{systems.PZP_QUESTIONNAIRE}|0.1.3-beta3", {"valueCoding": {"code": "0"}}),
        (f"{systems.PZP_QUESTIONNAIRE}", {"valueBoolean": False}),
    ],
)
async def test_a_form_that_says_he_can_not_is_found_as_an_observation_and_with_the_patient(
    region: Region, canonical: str, answer: dict[str, Any]
) -> None:
    dossier = await a_dossier(region)
    await dossier.add(a_form(dossier.patient, canonical, answer))

    [one] = await asked(dossier.source, dossier, "Observation", **CAPACITY)

    assert (one["valueBoolean"], one["effectiveDateTime"]) == (False, "2026-10-01")
    assert (one["subject"], one["note"]) == (
        {"reference": dossier.patient},
        [{"text": "na de beroerte"}],
    )
    capable, _ = read_capacity((await dossier.source.get(dossier.patient)).json())
    assert capable == [False] * 3
