"""What is about a Patient is found by his address as by `patient`, and no otherwise."""

import pytest

from profiles import systems
from tests.builders import a_goal, a_treatment_directive
from tests.hub.dossier import Dossier, a_dossier, an_observation, fault, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
KINDS = ("Goal", "Consent", "Observation")


async def full(region: Region) -> Dossier:
    dossier = await a_dossier(region)
    for one in (a_goal, a_treatment_directive, an_observation):
        await dossier.add(one(dossier.patient))
    return dossier


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_the_search_by_patient(region: Region, kind: str) -> None:
    dossier = await full(region)
    other = await full(region)
    by_patient = await dossier.source.get(f"{kind}?patient={dossier.patient}")
    inside = await dossier.source.get(f"{dossier.patient}/{kind}")
    form = "application/x-www-form-urlencoded"
    where = f"{dossier.patient}/{kind}/_search"
    by_post = await dossier.source("POST", where, b"", Content_Type=form)

    assert names(inside) == names(by_post) == names(by_patient)
    assert len(names(inside)) == 1
    assert set(names(inside)).isdisjoint(names(await other.source.get(f"{other.patient}/{kind}")))


async def test_its_own_parameters_narrow_it_further(region: Region) -> None:
    dossier = await full(region)
    weight = f"{systems.LOINC}|29463-7"
    assert len(names(await dossier.source.get(f"{dossier.patient}/Observation?code={weight}"))) == 1
    assert names(await dossier.source.get(f"{dossier.patient}/Observation?code=1")) == []
    elsewhere = "11111111-2222-4333-8444-555555555555"
    other = await dossier.source.get(f"{dossier.patient}/Goal?patient=Patient/{elsewhere}")
    assert other.status_code >= 400 or names(other) == []


async def test_who_is_let_in_by_nobody_finds_nothing_by_it(region: Region) -> None:
    dossier, doctor = await full(region), await region.doctor()
    closed = await doctor.get(f"{dossier.patient}/Goal")
    absent = await doctor.get("Patient/11111111-2222-4333-8444-555555555555/Goal")

    assert names(closed) == names(absent) == []
    assert closed.json()["total"] == 0
    await dossier.open_to(doctor)
    assert len(names(await doctor.get(f"{dossier.patient}/Goal"))) == 1


async def test_a_token_without_that_type_is_refused_whatever_it_may_of_the_patient(
    region: Region,
) -> None:
    dossier = await full(region)
    caller = await region.doctor(scopes=("user/Patient.rs",))
    answer = await caller.get(f"{dossier.patient}/Goal")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", "Goal", "GET, HEAD, OPTIONS"),
        ("PUT", "Goal", "GET, HEAD, OPTIONS"),
        ("DELETE", "Goal", "GET, HEAD, OPTIONS"),
        ("GET", "Goal/_search", "POST, OPTIONS"),
    ],
)
async def test_nothing_is_written_there(region: Region, method: str, path: str, allow: str) -> None:
    dossier = await a_dossier(region)
    body = a_goal(dossier.patient) if method != "GET" else None

    answer = await dossier.source(method, f"{dossier.patient}/{path}", body)
    said = await dossier.source("OPTIONS", f"{dossier.patient}/{path}")

    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert said.headers["allow"] == allow
    assert names(await dossier.source.get(f"{dossier.patient}/Goal")) == []


@pytest.mark.parametrize("kind", ["Location", "Organization", "Patient", "Parameters"])
async def test_what_is_about_no_patient_is_refused_in_words(region: Region, kind: str) -> None:
    dossier = await a_dossier(region)
    answer = await dossier.source.get(f"{dossier.patient}/{kind}")
    assert (answer.status_code, fault(answer)["code"]) == (400, "not-supported")
    assert f"a {kind} is about no Patient" in fault(answer)["diagnostics"]


@pytest.mark.parametrize(
    "path", ["Patient/a b/Goal", "Patient/$x/Goal", "Group/1/Goal", "Patient/1/x"]
)
async def test_what_is_no_such_address_is_none(region: Region, path: str) -> None:
    source = await region.organization()
    assert (await source.get(path)).status_code in {400, 404, 501}


async def test_no_bsn_stands_in_such_an_address(region: Region) -> None:
    dossier = await a_dossier(region)
    answer = await dossier.source.get(f"Patient/{dossier.bsn}/Goal")
    assert dossier.bsn not in answer.text
    assert answer.status_code == 400 or names(answer) == []
