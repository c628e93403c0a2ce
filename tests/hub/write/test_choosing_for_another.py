"""Who stands for an inhabitant chooses for him as far as he may, and with him where both must."""

import pytest

from tests.builders import a_privacy_consent
from tests.hub.dossier import address
from tests.hub.write.home import Home, changed
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_a_child_says_no_alone_and_takes_it_back_with_a_parent(region: Region) -> None:
    home = await Home.of(region, 14)
    await home.holder.post(a_privacy_consent(home.patient, user=home.doctor.ura))
    no = await home.himself.post(home.choice(permit=False))
    assert no.status_code == 201

    body, etag = changed(no, status="inactive")
    answer = await home.himself("PUT", address(no), body, if_match=etag)

    assert answer.status_code == 403


async def test_a_child_and_a_parent_permit_together(region: Region) -> None:
    home = await Home.of(region, 14)
    proposed = await home.himself.post(home.choice(status="proposed"))
    assert proposed.status_code == 201
    assert not await home.is_open()
    body, etag = changed(proposed, status="active")
    alone = await home.himself("PUT", address(proposed), body, if_match=etag)
    other = {**a_privacy_consent(home.patient, category="RPZAC104"), "id": body["id"]}
    parent = home.standing_for(region, "parent")
    otherwise = await parent("PUT", address(proposed), other, if_match=etag)
    assert (alone.status_code, otherwise.status_code) == (403, 403)

    together = await parent("PUT", address(proposed), body, if_match=etag)

    assert together.status_code == 200
    assert [one.get("display") for one in together.json()["performer"]] == [None, "parent"]
    assert await home.is_open()


async def test_what_an_organisation_proposed_no_child_agreed_to(region: Region) -> None:
    home = await Home.of(region, 14)
    written = await home.holder.post(home.choice(status="proposed", holder=home.holder.ura))
    body = {**home.choice(holder=home.holder.ura), "id": address(written).split("/")[1]}
    parent = home.standing_for(region, "parent")

    answer = await parent("PUT", address(written), body, if_match='W/"1"')

    assert answer.status_code == 403
    assert not await home.is_open()


async def test_a_parent_chooses_for_a_young_child(region: Region) -> None:
    home = await Home.of(region, 8)
    parent = home.standing_for(region, "parent")

    answer = await parent.post(home.choice())

    assert answer.status_code == 201
    [signer] = answer.json()["performer"]
    assert (signer["type"], signer["display"]) == ("RelatedPerson", "parent")
    assert await home.is_open()
