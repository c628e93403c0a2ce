"""Who speaks for me: as the sources say it, of nobody else, and who did so here."""

import pytest

from profiles import systems
from tests.hub.pages.mijn.visitors import browser_of, words_on
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_each_is_told_with_who_wrote_it_down_and_what_he_may(region: Region) -> None:
    home, neighbour = await Home.of(region), await Home.of(region)
    mentor = {
        "resourceType": "RelatedPerson",
        "patient": {"reference": home.patient},
        "name": [{"text": "M. Mentor"}],
        "telecom": [{"system": "phone", "value": "036-5555555"}],
        "relationship": [
            {"coding": [{"system": systems.CONTACT_ROLE, "code": "15", "display": "Mentor"}]}
        ],
        "period": {"start": "2026-01-01"},
    }
    theirs = {
        "resourceType": "RelatedPerson",
        "patient": {"reference": neighbour.patient},
        "name": [{"text": "Een buurman"}],
    }
    assert (await home.holder.post(mentor)).status_code == 201
    assert (await neighbour.holder.post(theirs)).status_code == 201
    assert (await home.standing_for(region, "proxy").get(home.goal)).status_code == 200

    said = words_on(await (await browser_of(home.himself)).get("/wie-voor-mij"))
    other = words_on(await (await browser_of(neighbour.himself)).get("/wie-voor-mij"))

    assert "M. Mentor Mentor Mag voor u kiezen als u dat niet kunt: mentor." in said
    assert "Vanaf 1 januari 2026." in said
    assert "Telefoon: 036-5555555" in said
    assert "Wie keek hier voor u? Als " in said
    assert "het laatst op vandaag" in said
    assert "Een buurman" not in said
    assert "M. Mentor" not in other
    assert "Er staat niet dat deze persoon voor u mag kiezen." in other


async def test_where_nobody_is_named_the_page_says_so(region: Region) -> None:
    home = await Home.of(region)

    said = words_on(await (await browser_of(home.himself)).get("/wie-voor-mij"))

    assert "Er staat niemand" in said
    assert "Niemand keek hier voor u in het laatste jaar." in said
