"""What is closed, out of scope or damaged is not in $everything, and nothing tells of it."""

import time

import pytest

from hub.errors import Unavailable
from hub.query.everything import everything_of
from hub.query.everything_asked import Asked
from hub.storage.pseudonym import inhabitant, rid
from profiles.identifiers import BSN
from tests.builders import a_bsn
from tests.hub.access.test_access_decision_moved import opened_and_withdrawn, overtaken
from tests.hub.access.test_emergency import a_doctor, tasks
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    an_observation,
    an_organization,
    fault,
    found,
    kept_by,
    names,
)
from tests.hub.fhir.everything.asking import a_record, asked, link
from tests.hub.persons import known, person
from tests.hub.query.test_masked import close, linked
from tests.plugins.hub import Region, Running
from tests.plugins.mitz import Asking

pytestmark = pytest.mark.anyio


async def test_nothing_there_and_nothing_open_are_one_answer_and_a_row_each(
    region: Region,
) -> None:
    dossier, stranger = await a_record(region), await region.doctor()
    closed = await asked(stranger, dossier)
    absent = await stranger.get("Patient/nobody/$everything")

    assert (closed.status_code, absent.status_code) == (404, 404)
    assert closed.json() == absent.json()
    for answer in (closed, absent):
        [row] = await region.left_behind(answer)
        assert (row["interaction"], row["status"]) == ("operation", 404)


async def test_what_one_source_closes_is_not_in_it_nor_in_its_total(region: Region) -> None:
    dossier, doctor = await a_record(region), await region.doctor()
    await dossier.open_to(doctor)
    theirs = await kept_by(await region.organization("V4"), dossier.bsn)
    closed = await theirs.goal()

    answer = await asked(doctor, dossier)
    assert closed not in answer.text
    assert answer.json()["total"] == 4
    assert len([one for one in names(answer) if one.startswith("Patient/")]) == 1


async def test_what_is_closed_is_withheld_where_it_is_referred_to(region: Region) -> None:
    dossier, doctor, will, agreement = await linked(region)
    before = await asked(doctor, dossier)
    await close(dossier, doctor, will)
    answer = await asked(doctor, dossier)

    assert will in names(before)
    assert agreement in names(answer)
    assert will.partition("/")[2] not in answer.text
    assert answer.json()["total"] == before.json()["total"] - 1


async def test_a_scope_for_less_brings_less_and_says_so(region: Region) -> None:
    dossier, doctor = await a_record(region), await region.doctor()
    await dossier.open_to(doctor)
    doctor.scopes = ("system/Patient.rs", "system/Goal.rs")

    answer = await asked(doctor, dossier)
    refused = await asked(doctor, dossier, "?_type=Observation")
    assert {one["resourceType"] for one in found(answer)} == {"Patient", "Goal"}
    assert answer.json()["total"] == 2
    [told] = found(answer, "outcome")
    assert "scopes" in told["issue"][0]["diagnostics"]
    assert refused.status_code == 403
    doctor.scopes = ("system/Goal.rs",)
    assert (await asked(doctor, dossier)).status_code == 403


async def test_of_the_type_it_is_a_persons_own_or_refused(region: Region) -> None:
    source = await region.organization()
    answer = await source.get("Patient/$everything")
    assert answer.status_code == 400
    assert "Patient/[id]/$everything" in fault(answer)["diagnostics"]


async def test_a_person_gets_his_own_and_nobody_elses(region: Region, hub: Running) -> None:
    source, other, bsn = await region.organization(), await a_record(region), a_bsn()
    dossier = Dossier(source, bsn, await known(source, bsn))
    await dossier.goal()
    himself = person(hub, bsn)

    own = await himself.get("Patient/$everything")
    assert names(own)[0] == dossier.patient
    assert names(own) == names(await asked(himself, dossier))
    assert link(own, "self") == f"{hub.settings.public_url}/fhir/{dossier.patient}/$everything"
    assert (await asked(himself, other)).status_code == 403


async def test_what_was_tampered_with_is_left_out_and_told(region: Region, hub: Running) -> None:
    dossier = await a_record(region)
    goal = next(one for one in names(await asked(dossier.source, dossier)) if "Goal/" in one)
    name = rid(hub.access.keyring, *goal.split("/"))
    async with hub.tampering() as connection:
        await connection.execute(
            "UPDATE resource_version SET sealed = sealed || '\\x00' WHERE rid = $1", name
        )

    answer = await asked(dossier.source, dossier)
    assert goal not in names(answer)
    [told] = found(answer, "outcome")
    assert told["issue"][0]["severity"] == "error"


async def test_what_is_withdrawn_meanwhile_is_not_shown(region: Region) -> None:
    dossier, doctor, withdraw = await opened_and_withdrawn(region)
    page, errand = Asked(dossier.id, 10), doctor.errand()

    async def more() -> None:
        await dossier.choose(user=doctor.ura, permit=False)

    assert (await everything_of(overtaken(region), errand, page)).total == 1
    assert not (await everything_of(overtaken(region, withdraw), errand, page)).is_known
    with pytest.raises(Unavailable):
        await everything_of(overtaken(region, *[more] * 6), errand, page)


async def test_who_asks_for_another_purpose_is_told_so_the_same_for_everyone(
    region: Region,
) -> None:
    dossier, hurried = await a_record(region), await region.doctor(purpose="HRESCH")
    await dossier.open_to(hurried)
    here, nobody = await asked(hurried, dossier), await hurried.get("Patient/nobody/$everything")
    assert (here.status_code, here.content) == (403, nobody.content)


async def test_a_scope_for_all_is_for_all(region: Region) -> None:
    dossier = await a_record(region)
    dossier.source.scopes = ("system/*.rs",)
    assert found(await asked(dossier.source, dossier), "outcome") == []


async def test_what_of_the_directory_is_not_in_scope_does_not_come_along(region: Region) -> None:
    dossier = await a_dossier(region)
    here = await dossier.add(an_organization(dossier.source.ura))
    await dossier.add(an_observation(dossier.patient, performer=[{"reference": here}]))
    assert names(await asked(dossier.source, dossier), "include") == [here]
    dossier.source.scopes = ("system/Patient.rs", "system/Observation.rs")
    assert names(await asked(dossier.source, dossier), "include") == []


async def test_of_two_words_on_a_patient_one_is_shown(region: Region) -> None:
    dossier, doctor = await a_record(region), await region.doctor()
    theirs = await kept_by(await region.organization("V4"), dossier.bsn)
    for one in (dossier, theirs):
        await one.open_to(doctor)
    answer = await asked(doctor, dossier)
    assert names(answer)[0] == dossier.patient
    assert answer.json()["total"] == len(set(names(answer))) == 4


async def test_facts_that_were_tampered_with_open_nothing_and_are_told(region: Region) -> None:
    dossier = await a_record(region)
    pat = inhabitant(region.running.access.keyring, BSN(dossier.bsn)).pat
    async with region.running.tampering() as connection:
        await connection.execute("UPDATE inhabitant SET facts = '\\x00' WHERE pat = $1", pat)
    answer = await asked(dossier.source, dossier)
    [told] = found(answer, "outcome")
    assert (names(answer), told["issue"][0]["severity"]) == ([], "error")


async def test_of_nobody_it_takes_as_long_as_asking_mitz(asking: Asking) -> None:
    doctor = await asking.doctor()
    asking.took(0.3)
    began = time.perf_counter()
    assert (await doctor.get("Patient/nobody/$everything")).status_code == 404
    assert time.perf_counter() - began >= 0.3


async def test_what_only_mitz_opens_is_in_it_and_is_asked_each_time(asking: Asking) -> None:
    dossier, doctor = await a_record(asking), await asking.doctor()
    assert (await asked(doctor, dossier)).status_code == 404
    asking.permit(dossier.bsn, dossier.source.ura, doctor.ura)
    answer = await asked(doctor, dossier)
    assert answer.json()["total"] == len(names(answer)) == 4
    [row] = await asking.left_behind(answer)
    assert row["rule"] == "C-MITZ-PERMIT"
    assert "mitz" in row["detail"]
    asking.stub.says.clear()
    assert (await asked(doctor, dossier)).status_code == 404


async def test_who_asks_all_of_it_in_an_emergency_declares_that_first(region: Region) -> None:
    dossier, hurried = await a_record(region), await a_doctor(region)
    answer = await asked(hurried, dossier)
    again = await asked(hurried, dossier, "?_count=1")

    assert answer.json()["total"] == 4
    assert again.json()["total"] == 4
    assert len(await tasks(region, hurried.ura)) == 1
    [row] = [one for one in await region.left_behind(answer) if one["interaction"] == "operation"]
    assert row["rule"] == "C-BTG"
