"""A search is about one inhabitant, also in what it brings along; what is cut off is told."""

import pytest

from tests.builders import a_bsn, a_goal, a_patient, a_transaction
from tests.hub.dossier import Dossier, a_dossier, address, an_organization, found, kept_by, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def two_patients_of_one_organisation(
    region: Region, doctor: Caller
) -> tuple[str, list[Dossier]]:
    source = await region.organization()
    organization = address(await source.post(an_organization(source.ura)))
    dossiers = [await kept_by(source, a_bsn()) for _ in range(2)]
    for each in dossiers:
        await source.post(a_patient(each.bsn, managingOrganization={"reference": organization}))
        await each.open_to(doctor)
    return organization, dossiers


@pytest.mark.parametrize("iterate", [{}, {"_revinclude:iterate": "Goal:patient"}])
async def test_the_directory_brings_no_inhabitants_along(
    region: Region, iterate: dict[str, str]
) -> None:
    doctor = await region.doctor()
    organization, dossiers = await two_patients_of_one_organisation(region, doctor)
    await dossiers[0].goal()

    answer = await doctor.find(
        "Organization",
        _id=organization.partition("/")[2],
        _revinclude="Patient:organization",
        **iterate,
    )

    assert names(answer) == [organization]
    assert names(answer, "include") == []


async def test_a_search_does_not_walk_from_one_inhabitant_to_the_next(region: Region) -> None:
    doctor = await region.doctor()
    organization, (one, _) = await two_patients_of_one_organisation(region, doctor)

    answer = await doctor.find(
        "Patient",
        _id=one.id,
        _include="Patient:organization",
        **{"_revinclude:iterate": "Patient:organization"},
    )

    assert names(answer) == [one.patient]
    assert names(answer, "include") == [organization]


async def test_a_search_that_finds_several_inhabitants_is_refused_and_shows_none(
    region: Region,
) -> None:
    doctor = await region.doctor()
    organization, dossiers = await two_patients_of_one_organisation(region, doctor)

    by_organization = await doctor.find("Patient", organization=organization)
    by_ids = await doctor.find("Patient", _id=",".join(each.id for each in dossiers))

    for answer in (by_organization, by_ids):
        assert answer.status_code == 400
        assert "one inhabitant" in answer.text or "whose record" in answer.text
        assert all(each.id not in answer.text for each in dossiers)


async def test_of_several_inhabitants_only_the_open_one_counts(region: Region) -> None:
    doctor = await region.doctor()
    one, other = await a_dossier(region), await a_dossier(region)
    await one.open_to(doctor)

    answer = await doctor.find("Patient", _id=f"{one.id},{other.id}")

    assert names(answer) == [one.patient]


async def test_more_than_fits_in_one_answer_is_not_cut_off_in_silence(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    for number in (600, 401):
        entries = [(a_goal(dossier.patient), "POST Goal") for _ in range(number)]
        assert (await dossier.source.transaction(a_transaction(*entries))).status_code == 200

    answer = await doctor.find("Patient", _id=dossier.id, _revinclude="Goal:patient")

    assert len(found(answer, "include")) == 1_000
    [outcome] = found(answer, "outcome")
    assert outcome["issue"][0]["severity"] == "warning"
    assert outcome["issue"][0]["code"] == "incomplete"


async def test_nothing_comes_along_that_the_token_has_no_scope_for(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    narrow = Caller(
        dossier.source.running,
        dossier.source.ura,
        dossier.source.organization_type,
        scopes=("system/Goal.rs",),
    )

    answer = await narrow.find("Goal", patient=dossier.id, _include="Goal:patient")

    assert names(answer) == [goal]
    assert names(answer, "include") == []


@pytest.mark.parametrize(
    "along",
    [
        {"_include": "Goal:patient:Patient"},
        {"_revinclude": "Observation:focus"},
        {"_revinclude:iterate": "Consent:patient"},
    ],
)
async def test_what_can_not_come_along_by_its_scope_is_told(
    region: Region, along: dict[str, str]
) -> None:
    caller = await region.organization(scopes=("system/Goal.rs", "system/Patient.c"))

    answer = await caller.find("Goal", patient="1", **along)

    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope"'


@pytest.mark.parametrize("letter", ["r", "s"])
async def test_a_scope_to_read_or_to_search_lets_it_come_along(region: Region, letter: str) -> None:
    dossier = await a_dossier(region)
    await dossier.goal()
    caller = Caller(
        dossier.source.running,
        dossier.source.ura,
        dossier.source.organization_type,
        scopes=("system/Goal.s", f"system/Patient.{letter}"),
    )

    answer = await caller.find("Goal", patient=dossier.id, _include="Goal:patient:Patient")

    assert names(answer, "include") == [dossier.patient]
