"""A new choice is new: an id that is taken, his own or another's, is never written over."""

import json
from uuid import uuid4

import pytest

from hub.errors import FhirError, VersionConflict
from hub.security.errand import Client, Errand
from hub.write.own_choice import record_own
from hub.write.own_standing import OwnChoice
from hub.write.own_words import dated
from tests.hub.dossier import address
from tests.hub.pages.mijn.visitors import request_of
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def made(region: Region, home: Home, new_id: str) -> None:
    """As a page makes one, under this id."""
    who, now = request_of(home.himself), region.running.clock()
    errand = Errand(
        asker=who.asker,
        purpose="PATRQT",
        now=now,
        request_id="once",
        client=Client(client_id="mijn", name="mijn", scopes=(), token_id="t", level="patient"),
        vouched=who.vouched,
    )
    consent = home.choice(permit=False)
    raw = dated(consent, json.dumps(consent).encode(), now)
    own = OwnChoice(errand=errand, resource=json.loads(raw), raw=raw, new_id=new_id)
    await record_own(region.running.access, own)


async def test_under_a_free_id_it_is_made(region: Region) -> None:
    home = await Home.of(region)

    await made(region, home, str(uuid4()))

    assert not await home.is_open()


async def test_under_an_id_of_his_own_choice_it_is_not(region: Region) -> None:
    home = await Home.of(region)
    name = address(await home.himself.post(home.choice())).removeprefix("Consent/")

    with pytest.raises(VersionConflict):
        await made(region, home, name)

    assert await home.is_open()


async def test_under_an_id_of_anothers_choice_it_is_not(region: Region) -> None:
    home, neighbour = await Home.of(region), await Home.of(region)
    name = address(await home.himself.post(home.choice())).removeprefix("Consent/")

    with pytest.raises(FhirError):
        await made(region, neighbour, name)

    assert await home.is_open()
    stored = await home.himself.get(f"Consent/{name}")
    assert stored.json()["meta"]["versionId"] == "1"
