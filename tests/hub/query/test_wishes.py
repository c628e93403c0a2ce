"""The wishes of one inhabitant at once, as they are, as they were, and since he last looked."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from hub.errors import Forbidden
from hub.ledger.search import Asked, own_entries
from hub.query.last_look import FEW, last_look
from hub.query.search import Limits
from hub.query.wishes import KINDS, Wishes, wishes_of_number, wishes_of_patient
from hub.query.wishes_then import wishes_then
from hub.security.errand import Client, Errand
from profiles import systems
from profiles.identifiers import BSN
from profiles.pzp.reading.read import read
from profiles.pzp.sheet.changes import changes
from profiles.pzp.sheet.sheet import sheet
from tests.builders import a_bsn
from tests.hub.access.test_access_decision_moved import errand_of
from tests.hub.dossier import Dossier, a_dossier, a_practitioner, an_organization, kept_by
from tests.hub.write.test_contrary import a_will, agreement
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
LIMITS = Limits("http://hub.example/fhir", 20, 200)


def asks(doctor: Caller, *scopes: str) -> Errand:
    client = Client(
        client_id="viewer", name="viewer", scopes=scopes or ("user/*.rs",), token_id="t",
        level="user",
    )  # fmt: skip
    return msgspec.structs.replace(errand_of(doctor), client=client)


async def opened(region: Region) -> tuple[Dossier, Caller]:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    return dossier, doctor


async def seen(region: Region, errand: Errand, bsn: str) -> Wishes:
    return await wishes_of_number(region.running.access, errand, LIMITS, BSN(bsn))


def kinds(found: Wishes) -> list[str]:
    return sorted(one["resourceType"] for one in found.resources())


async def test_nothing_there_and_nothing_open_are_one_answer(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.add(agreement(dossier.patient))

    closed = await seen(region, asks(doctor), dossier.bsn)
    absent = await seen(region, asks(doctor), a_bsn())
    assert closed == absent == Wishes(None)


async def test_who_says_that_he_does_not_treat_him_sees_nothing(region: Region) -> None:
    dossier, doctor = await opened(region)
    errand = msgspec.structs.replace(asks(doctor), relation=False)

    assert (await seen(region, errand, dossier.bsn)).patient is None


async def test_what_one_source_closes_does_not_come_along(region: Region) -> None:
    dossier, doctor = await opened(region)
    other = await region.organization("V4")
    theirs = await kept_by(other, dossier.bsn)
    await theirs.add(agreement(theirs.patient, "deny"))
    await dossier.add(agreement(dossier.patient))

    found = await seen(region, asks(doctor), dossier.bsn)
    assert [one["provision"]["type"] for one in found.resources() if "provision" in one] == [
        "permit"
    ]


async def test_what_his_token_may_not_see_does_not_come_along(region: Region) -> None:
    dossier, doctor = await opened(region)
    await dossier.add(agreement(dossier.patient))
    await dossier.goal()

    found = await seen(region, asks(doctor, "user/Patient.rs", "user/Goal.rs"), dossier.bsn)
    assert kinds(found) == ["Goal", "Patient"]


async def test_choices_about_exchange_are_no_wishes(region: Region) -> None:
    dossier, _ = await opened(region)
    await dossier.add(agreement(dossier.patient))
    own = replace(dossier.source, role="01.015", purpose="TREAT")

    found = await seen(region, asks(own), dossier.bsn)
    assert [one.type for one in found.stored] == ["Consent", "Consent"]
    assert kinds(found) == ["Consent", "Patient"]
    assert found.is_whole


async def test_it_comes_with_whom_it_names_and_by_whose_word(region: Region) -> None:
    dossier, doctor = await opened(region)
    await dossier.add(an_organization(dossier.source.ura))
    who = await dossier.add(a_practitioner(f"9{dossier.source.ura}"))
    said = agreement(dossier.patient)
    said["provision"]["actor"] = [{"role": {"text": "x"}, "reference": {"reference": who}}]
    await dossier.add(said)

    found = await seen(region, asks(doctor), dossier.bsn)
    assert kinds(found) == ["Consent", "Patient", "Practitioner"]
    assert found.names == {dossier.source.ura: "Praktijk Duinroos"}


async def test_it_is_one_row_of_the_ledger(region: Region) -> None:
    dossier, doctor = await opened(region)
    await dossier.add(agreement(dossier.patient))

    await seen(region, asks(doctor), dossier.bsn)
    asked = Asked(doctor.ura, (), None, None, 100)
    async with region.running.access.database.connection() as connection:
        found = await own_entries(connection, region.running.access.ledger, asked)
    [row] = found.entries
    assert (row.record.interaction, row.record.type, row.record.found) == (
        "search-type",
        "Patient",
        1,
    )
    assert row.record.detail["along"] == {"Consent": 1}


async def test_by_the_id_of_the_patient_it_is_the_same(region: Region) -> None:
    dossier, doctor = await opened(region)
    await dossier.add(agreement(dossier.patient))

    found = await seen(region, asks(doctor), dossier.bsn)
    assert found.patient is not None
    by_id = await wishes_of_patient(region.running.access, asks(doctor), LIMITS, found.patient.id)
    assert by_id == found


async def test_every_kind_that_the_reading_tells_of_is_asked_for() -> None:
    told = {
        "Consent", "Goal", "Observation", "Device", "DeviceUseStatement", "QuestionnaireResponse",
        "Procedure", "Encounter", "Communication", "CommunicationRequest", "RelatedPerson",
        "Composition", "DocumentReference", "Patient",
    }  # fmt: skip
    assert set(KINDS) == told


async def then(region: Region, errand: Errand, dossier: Dossier, moment: datetime) -> Wishes:
    now = await seen(region, errand, dossier.bsn)
    access = region.running.access
    return await wishes_then(access, errand, BSN(dossier.bsn), moment, now)


def decisions(found: Wishes) -> list[str]:
    said = [one["provision"].get("type") for one in found.resources() if "provision" in one]
    return sorted(filter(None, said))


async def changed(region: Region) -> tuple[Dossier, Caller, datetime]:
    """An agreement to resuscitate that was changed into one not to, in place."""
    dossier, doctor = await opened(region)
    name = await dossier.add(agreement(dossier.patient))
    await asyncio.sleep(0.01)
    moment = datetime.now(UTC)
    said = (await dossier.source.get(name)).json()
    said["provision"]["type"] = "deny"
    assert (await dossier.source.put(said)).status_code == 200
    return dossier, doctor, moment


async def test_what_was_changed_in_place_stands_as_it_was(region: Region) -> None:
    dossier, doctor, moment = await changed(region)

    assert decisions(await then(region, asks(doctor), dossier, moment)) == ["permit"]
    assert decisions(await seen(region, asks(doctor), dossier.bsn)) == ["deny"]


async def test_what_is_closed_now_is_not_shown_as_it_was_either(region: Region) -> None:
    dossier, doctor, moment = await changed(region)
    await dossier.choose(user=doctor.ura, permit=False)

    assert (await then(region, asks(doctor), dossier, moment)).patient is None


async def test_what_was_closed_just_now_is_not_shown_by_what_is_held(region: Region) -> None:
    dossier, doctor, moment = await changed(region)
    access, errand, bsn = region.running.access, asks(doctor), BSN(dossier.bsn)
    now = await seen(region, errand, dossier.bsn)
    await wishes_then(access, errand, bsn, moment, now)
    await dossier.choose(user=doctor.ura, permit=False)

    assert (await wishes_then(access, errand, bsn, moment, now)).patient is None


async def test_what_was_deleted_since_stood_there_then_and_what_is_new_did_not(
    region: Region,
) -> None:
    dossier, doctor = await opened(region)
    name = await dossier.add(agreement(dossier.patient))
    await asyncio.sleep(0.01)
    moment = datetime.now(UTC)
    await dossier.source("DELETE", name)
    await dossier.add(agreement(dossier.patient, "deny"))

    assert decisions(await then(region, asks(doctor), dossier, moment)) == ["permit"]


async def test_before_anything_was_known_nothing_stood_there(region: Region) -> None:
    dossier, doctor, _ = await changed(region)

    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    assert (await then(region, asks(doctor), dossier, long_ago)).patient is None


async def test_who_is_not_a_reader_is_refused_the_past_too(region: Region) -> None:
    dossier, doctor, moment = await changed(region)
    now = await seen(region, asks(doctor), dossier.bsn)
    errand = msgspec.structs.replace(asks(doctor), purpose="HMARKT")

    with pytest.raises(Forbidden):
        await wishes_then(region.running.access, errand, BSN(dossier.bsn), moment, now)


async def test_the_difference_is_told_in_the_words_of_the_screen(region: Region) -> None:
    dossier, doctor, moment = await changed(region)
    errand = asks(doctor)
    was, now = (
        sheet(read(one.resources(), errand.now), errand.now, one.names)
        for one in (
            await then(region, errand, dossier, moment),
            await seen(region, errand, dossier.bsn),
        )
    )

    [change] = changes(was, now)
    assert change.title == "Reanimatie"
    assert [one.partition(" · ")[0] for one in (*change.was, *change.now)] == [
        "WEL reanimeren",
        "NIET reanimeren",
    ]
    assert changes(now, now) == ()


async def test_when_he_last_looked_is_his_own_look_alone(region: Region) -> None:
    dossier, doctor = await opened(region)
    await dossier.add(a_will(dossier.patient))
    access, errand = region.running.access, asks(doctor)
    colleague = msgspec.structs.replace(errand, asker=replace(errand.asker, number="900000777"))
    found = await seen(region, errand, dossier.bsn)
    assert found.patient is not None
    soon = errand.now + timedelta(minutes=1)
    patient = found.patient.id

    assert await last_look(access, errand, patient, soon) == errand.now
    assert await last_look(access, errand, patient, errand.now) is None
    assert await last_look(access, colleague, patient, soon) is None


async def test_a_look_that_many_of_his_colleagues_came_after_is_found(region: Region) -> None:
    dossier, doctor = await opened(region)
    errand = asks(doctor)
    found = await seen(region, errand, dossier.bsn)
    for _ in range(FEW + 1):
        await doctor.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{dossier.bsn}")

    assert found.patient is not None
    soon, patient = errand.now + timedelta(minutes=1), found.patient.id
    assert await last_look(region.running.access, errand, patient, soon) == errand.now


@pytest.mark.parametrize(("most", "is_all"), [(1, False), (2, False), (3, True)])
async def test_that_no_other_rows_are_there_is_told_once_all_are_seen(
    region: Region, most: int, *, is_all: bool
) -> None:
    dossier, doctor = await opened(region)
    errand, access = asks(doctor), region.running.access
    for _ in range(2):
        await seen(region, errand, dossier.bsn)

    asked = Asked(doctor.ura, (), None, None, most)
    async with access.database.connection() as connection:
        found = await own_entries(connection, access.ledger, asked)

    assert (len(found.entries), found.is_all) == (min(most, 2), is_all)


async def test_a_search_that_is_no_whole_look_does_not_count_as_one(region: Region) -> None:
    dossier, doctor = await opened(region)
    await doctor.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{dossier.bsn}")
    access, errand = region.running.access, asks(doctor)

    patient = dossier.id
    assert await last_look(access, errand, patient, errand.now + timedelta(minutes=1)) is None
