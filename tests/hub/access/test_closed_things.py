"""Small ways in that must stay closed, one sentence each."""

import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, a_transaction
from tests.hub.dossier import a_dossier, address, by_bsn, fault, found, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def test_who_pushes_a_patient_sees_of_him_only_his_own_word(region: Region) -> None:
    dossier, other = await a_dossier(region), await region.organization()
    await dossier.goal()

    patient = address(await other.post(a_patient(dossier.bsn, active=True)))

    assert patient == dossier.patient
    [seen] = found(await by_bsn(other, dossier.bsn))
    assert seen["meta"]["source"].endswith(other.ura)
    assert names(await other.find("Goal", patient=patient)) == []
    own = await other.get(f"{patient}/_history/1")
    assert own.json()["meta"]["source"].endswith(other.ura)
    assert (await other.get(f"{patient}/_history/2")).status_code == 404


async def test_a_first_push_is_a_create_for_who_pushes(region: Region) -> None:
    bsn = a_bsn()
    one, other = await region.organization(), await region.organization()

    first, second = await one.post(a_patient(bsn)), await other.post(a_patient(bsn))

    assert (first.status_code, second.status_code) == (201, 201)


async def test_nobody_changes_a_choice_that_another_recorded(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    choice = await dossier.choose(user=doctor.ura, permit=False)
    body = a_privacy_consent(dossier.patient, user=doctor.ura) | {"id": choice.partition("/")[2]}

    put = await doctor.put(body)
    deleted = await doctor("DELETE", choice)

    assert put.status_code in {409, 422}
    assert deleted.status_code == 204
    assert "ETag" not in deleted.headers
    fault(put)
    assert (await dossier.source.get(choice)).json()["provision"]["type"] == "deny"


async def test_a_choice_that_is_deleted_in_a_bundle_stays(region: Region) -> None:
    dossier = await a_dossier(region)
    choice = await dossier.choose(category="RPZAC104")

    answer = await dossier.source.transaction(a_transaction((None, f"DELETE {choice}")))

    assert answer.status_code == 405
    assert (await dossier.source.get(choice)).status_code == 200


async def test_an_organisation_is_the_same_with_and_without_its_leading_noughts(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    short = Caller(region.running, "1234", "V4", "01.015")
    await dossier.choose(user="00001234")
    goal = await dossier.goal()

    assert (await short.get(goal)).status_code == 200


async def test_the_patient_of_a_name_in_a_url_is_never_guessed(region: Region) -> None:
    dossier = await a_dossier(region)

    for path in (f"Patient/{dossier.bsn}", f"Patient?_id={dossier.bsn}"):
        answer = await dossier.source.get(path)
        assert answer.status_code in {404, 405} or found(answer) == []
    answer = await dossier.source.find("Goal", patient=f"{systems.BSN_SYSTEM}|{dossier.bsn}")
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert found(answer) == []
    assert (await dossier.source.post(a_goal(f"Patient/{dossier.bsn}"))).status_code == 422
