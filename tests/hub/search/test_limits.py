"""A search that costs the database more than an answer is worth is refused, and says what to do."""

import time

import pytest

from tests.hub.dossier import a_dossier, an_observation, fault, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

FORM = "application/x-www-form-urlencoded"
ABSENT = "0b9a47e6-1a86-4b0c-9d55-4c1f9a1f8a11"


async def asked(caller: Caller, form: str) -> tuple[int, str, float]:
    began = time.monotonic()
    answer = await caller("POST", "Observation/_search", form, Content_Type=FORM)
    said = fault(answer)["diagnostics"] if answer.status_code >= 400 else ""
    return answer.status_code, said, time.monotonic() - began


@pytest.mark.parametrize(
    "chain",
    ["focus.subject._tag", "focus.subject.subject._tag", "focus.subject.subject.identifier"],
)
async def test_a_chain_to_every_type_does_not_keep_the_database_busy(
    region: Region, chain: str
) -> None:
    doctor = await region.doctor()

    _, _, once = await asked(doctor, f"_id={ABSENT}&{chain}=x")
    status, said, often = await asked(doctor, f"_id={ABSENT}" + f"&{chain}=x" * 9)

    assert status == 400
    assert "name the type" in said
    assert max(once, often) < 3


async def test_a_chain_finds_through_each_of_the_types_that_it_may_go_through(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    tagged = {"meta": {"tag": [{"system": "https://example.org/tags", "code": "seen"}]}}
    seen = [
        await dossier.goal(**tagged),
        await dossier.add(an_observation(dossier.patient, **tagged)),
    ]
    about = {
        await dossier.add(an_observation(dossier.patient, focus=[{"reference": one}]))
        for one in seen
    }

    answer = await dossier.source.find(
        "Observation", patient=dossier.patient, **{"focus._tag": "https://example.org/tags|seen"}
    )

    assert set(names(answer)) == about


@pytest.mark.parametrize(
    "form",
    [
        f"patient={ABSENT}" + "&code=x" * 200,
        f"patient={ABSENT}&code=" + ",".join(map(str, range(2_000))),
        "_id=" + ",".join(map(str, range(100_000))),
        "&".join(f"p{number}=x" for number in range(100_000)),
    ],
)
async def test_more_than_any_search_needs_is_refused(region: Region, form: str) -> None:
    doctor = await region.doctor()

    status, said, took = await asked(doctor, form)

    assert status == 400
    assert "at most" in said
    assert took < 3


@pytest.mark.parametrize("version", ["9" * 5_000, "0" * 5_000 + "1", "99999999999", "1e3", "-1"])
async def test_a_version_that_can_not_be_is_not_there(region: Region, version: str) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.get(f"{dossier.patient}/_history/{version}")

    assert answer.status_code == 404
