"""Who decides with another, or for him, does it by what $consent-status says."""

import pytest

from profiles.systems import ROLE_CODE
from tests.builders import a_bsn
from tests.hub.dossier import address, fault
from tests.hub.persons import known, person
from tests.hub.write.choice_told import STATUS, to_pharmacies, told
from tests.hub.write.home import Home
from tests.hub.write.test_choices_in_words import offered, parts
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_a_child_proposes_and_the_parent_confirms_by_what_the_status_says(
    region: Region,
) -> None:
    home = await Home.of(region, 14)
    parent = home.standing_for(region, "parent")
    assert (await parent.get(STATUS)).status_code == 403
    choice = await offered(home.himself, choice="everyone", patient=home.patient)
    await home.himself.post({**choice, "status": "proposed"})
    await home.holder.post(to_pharmacies(home))

    [one] = await told(parent)

    assert one.acts == {"confirm": "active", "refuse": "inactive"}
    assert (one["code"], one["waits-for-you"]) == ("everyone", True)
    answer = await parent.get(STATUS)
    assert parts(answer, "audience") == []
    [row] = await region.left_behind(answer)
    assert (row["rule"], row["found"]) == ("S-CONSENT-RECORDED", 1)
    assert not await home.is_open()
    assert (await one.do(parent, "confirm")).status_code == 200
    assert await home.is_open()
    # Nothing waits for him any more: the record is the child's again.
    assert (await parent.get(STATUS)).status_code == 403
    [after] = [one for one in await told(home.himself) if one["code"] == "everyone"]
    assert (after.state, {*after.acts}) == ("active", {"withdraw"})


async def test_what_a_practice_proposed_a_child_and_a_parent_agree_to_in_turn(
    region: Region,
) -> None:
    home = await Home.of(region, 14)
    parent = home.standing_for(region, "parent")
    hospital = await region.organization("V4")
    await known(hospital, home.bsn, 14)
    await hospital.post(home.choice(holder=home.holder.ura))
    assert (await parent.get(STATUS)).status_code == 403

    [waiting] = await told(home.himself)
    assert waiting.acts == {"agree": "proposed", "refuse": "inactive"}
    assert (await waiting.do(home.himself, "agree")).status_code == 200
    assert not await home.is_open()

    [agreed] = await told(home.himself)
    assert (agreed.state, {*agreed.acts}) == ("proposed", {"refuse"})
    [asked] = await told(parent)
    assert (await asked.do(parent, "confirm")).status_code == 200
    assert await home.is_open()


async def test_a_parent_proposes_and_the_child_confirms(region: Region) -> None:
    home = await Home.of(region, 14)
    parent = home.standing_for(region, "parent")
    choice = await offered(home.himself, choice="everyone", patient=home.patient)
    assert (await parent.post({**choice, "status": "proposed"})).status_code == 201

    [one] = await told(home.himself)
    assert one["decided-by"] == "parent"
    assert (await one.do(home.himself, "confirm")).status_code == 200
    assert await home.is_open()


async def test_what_his_mother_signed_he_withdraws_as_it_was_sent(region: Region) -> None:
    home = await Home.of(region, 17)
    mother = await home.holder.post(
        {
            "resourceType": "RelatedPerson",
            "patient": {"reference": home.patient},
            "relationship": [{"coding": [{"system": ROLE_CODE, "code": "MTH"}]}],
        }
    )
    signed = [{"reference": address(mother)}]
    await home.holder.post(home.choice(permit=False, performer=signed))

    [one] = await told(home.himself)
    other = {**one["resource"], "status": "inactive", "performer": [{"display": "een ander"}]}
    forged = await home.himself("PUT", f"Consent/{one.id}", other, if_match=one.etag)

    assert forged.status_code == 403
    assert (await one.do(home.himself, "refuse")).status_code == 200


async def test_who_stands_for_him_confirms_for_a_young_child(region: Region) -> None:
    home = await Home.of(region, 8)
    parent = home.standing_for(region, "parent")
    await home.holder.post(home.choice())

    assert (await home.himself.get(STATUS)).status_code == 403
    [one] = await told(parent)
    assert (await one.do(parent, "confirm")).status_code == 200
    [after] = await told(parent)
    assert (after.state, after["waits"], after["decided-by"]) == ("active", False, "parent")


async def test_who_has_a_written_proxy_confirms_for_a_grown_inhabitant(region: Region) -> None:
    home = await Home.of(region)
    proxy = home.standing_for(region, "proxy")
    hospital = await region.organization("V4")
    await known(hospital, home.bsn)
    await hospital.post(home.choice(holder=home.holder.ura))

    [one] = await told(proxy)
    assert one["waits-for-you"] is True
    assert (await one.do(proxy, "confirm")).status_code == 200

    assert await home.is_open()
    [after] = await told(home.himself)
    assert (after["decided-by"], {*after.acts}) == ("proxy", {"withdraw"})
    assert (await after.do(home.himself, "withdraw")).status_code == 200
    assert not await home.is_open()


@pytest.mark.parametrize("ground", ["mentor", "sibling", "curator"])
async def test_who_may_not_decide_sees_no_proposal(region: Region, ground: str) -> None:
    home = await Home.of(region, 14)
    choice = await offered(home.himself, choice="everyone", patient=home.patient)
    await home.himself.post({**choice, "status": "proposed"})
    stranger = home.standing_for(region, ground)

    refused = await stranger.get(STATUS)
    nobody = await person(region.running, a_bsn(), ground=ground).get(STATUS)

    assert refused.status_code == nobody.status_code == 403
    assert fault(refused) == fault(nobody)
