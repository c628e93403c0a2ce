"""What an inhabitant said himself stays his, and he is told that somebody was taken for him."""

import pytest

from hub.storage.tasks import listed
from tests.builders import a_bsn, a_patient, a_privacy_consent
from tests.hub.access.test_access_log import lines
from tests.hub.dossier import address, fault, found, names
from tests.hub.persons import known, person
from tests.hub.write.home import Home
from tests.hub.write.merged import bsn_of, merged
from tests.hub.write.own import own, wrong
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def corrected(home: Home, region: Region) -> tuple[str, str]:
    """His practice meant another, and somebody else knows him: the right BSN, and the Patient."""
    right = a_bsn()
    await known(await region.organization("V4"), home.bsn, 78)
    born = (await home.holder.get(home.patient)).json()["birthDate"]
    said = bsn_of(home.bsn), bsn_of(right), "bsn-corrected"
    answer = await merged(home.holder, *said, result=a_patient(right, birthDate=born))
    return right, answer["target-patient"]


async def test_his_own_words_choices_and_questions_stay_his(region: Region) -> None:
    home = await Home.of(region)
    words = address(await home.himself.post(own(home.patient)))
    chosen = address(await home.himself.post(home.choice(holder=home.holder.ura)))
    asked = address(await home.himself.post(wrong(home.patient, home.goal)))

    _, survivor = await corrected(home, region)

    for one in (words, chosen, asked):
        assert (await home.himself.get(one)).status_code == 200, one
    assert (await home.holder.get(home.goal)).json()["subject"] == {"reference": survivor}
    assert not found(await home.doctor.find("Goal", patient=survivor))
    for kind in ("QuestionnaireResponse", "Consent", "Task"):
        assert not found(await home.holder.find(kind, patient=survivor))


async def test_a_choice_that_he_took_over_stays_his(region: Region) -> None:
    home = await Home.of(region)
    kept = await home.holder.post(home.choice(holder=home.holder.ura))
    read = await home.himself.get(address(kept))
    his = {**read.json(), "status": "inactive"}
    taken = await home.himself("PUT", address(kept), his, if_match=read.headers["ETag"])

    _, survivor = await corrected(home, region)

    assert taken.is_success, taken.text
    assert (await home.himself.get(address(kept))).json()["patient"]["reference"] == home.patient
    assert not found(await home.holder.find("Consent", patient=survivor))


async def test_his_own_refusal_closes_what_went_without_telling_of_him(region: Region) -> None:
    home = await Home.of(region)
    refusal = home.choice(holder=home.holder.ura, permit=False)
    refused = address(await home.himself.post(refusal))

    right, survivor = await corrected(home, region)

    doctor = await region.doctor()
    permit = a_privacy_consent(survivor, holder=home.holder.ura, user=doctor.ura)
    address(await home.holder.post(permit))
    assert not names(await doctor.find("Goal", patient=survivor))
    somebody = person(region.running, right)
    status = await somebody.get("Consent/$consent-status")
    assert status.status_code == 200, status.text
    told = status.json()["parameter"]
    choices = [one for one in told if one["name"] == "choice"]
    assert len(choices) == 1, choices
    assert home.doctor.ura not in str(choices)
    assert refused not in status.text


async def test_both_read_in_plain_words_that_it_was_put_right(region: Region) -> None:
    home = await Home.of(region)
    right, survivor = await corrected(home, region)

    [away] = [one for one in await lines(home) if "weggehaald" in one["action"]]
    other = Home()
    other.himself = person(region.running, right)
    [here] = [one for one in await lines(other) if "bij u gezet" in one["action"]]

    assert away["ground"] == here["ground"] == "Deze organisatie zette recht over wie het ging."
    assert not away["refused"]
    assert survivor not in str(away)


async def test_he_and_the_officer_for_data_protection_are_told(region: Region) -> None:
    home = await Home.of(region)
    await corrected(home, region)
    access = region.running.access
    async with access.database.connection() as connection:
        for kind in ("tell-inhabitant", "tell-officer"):
            told = await listed(connection, access.keyring, kind)
            assert len([one for one in told if one.custodian == home.holder.ura]) == 1


async def test_who_is_no_organisation_merges_nothing(region: Region) -> None:
    home = await Home.of(region)
    answer = await home.himself("POST", "Patient/$merge", {"resourceType": "Parameters"})
    assert answer.status_code == 403
    assert "a person writes here his choices" in fault(answer)["diagnostics"]
