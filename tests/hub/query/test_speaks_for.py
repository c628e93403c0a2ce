"""Who speaks for an inhabitant, as each source says it."""

import pytest

from hub.errors import Forbidden
from hub.query.speaks_for import speaks_for
from profiles import systems
from tests.builders import a_patient, registered_with
from tests.hub.persons import person
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_it_is_told_to_himself_and_to_who_may_read_for_him(region: Region) -> None:
    home = await Home.of(region)
    sibling = person(region.running, home.bsn, ground="sibling")
    with pytest.raises(Forbidden):
        await speaks_for(region.running.access, sibling.errand())


async def test_each_source_says_who_and_since_when(region: Region) -> None:
    home = await Home.of(region)
    contact = {
        "relationship": [{"text": "Buurvrouw"}],
        "name": {"given": ["Joke"], "family": "Eend"},
        "telecom": [{"system": "phone", "value": "036-5555555"}, {"system": "email"}],
    }
    other = await region.organization("V4")
    await other.post(a_patient(home.bsn, contact=[contact], **registered_with(other.ura)))
    mentor = {
        "resourceType": "RelatedPerson",
        "patient": {"reference": home.patient},
        "name": [{"text": "M. Mentor"}],
        "relationship": [
            {"coding": [{"system": systems.CONTACT_ROLE, "code": "15", "display": "Mentor"}]}
        ],
        "period": {"start": "2026-01-01"},
    }
    assert (await home.holder.post(mentor)).status_code == 201
    gone = {**mentor, "active": False, "name": [{"text": "Weg"}]}
    assert (await home.holder.post(gone)).status_code == 201
    assert (await home.standing_for(region, "proxy").get(home.goal)).status_code == 200

    told = await speaks_for(region.running.access, home.himself.errand())

    assert [one.name for one in told.people] == ["M. Mentor", "Joke Eend"]
    first, second = told.people
    assert (first.grounds, first.ura, str(first.starts)) == (
        ("mentor",),
        home.holder.ura,
        "2026-01-01",
    )
    assert first.relations[0].text == "Mentor"
    assert (second.grounds, second.ura, second.telephones) == ((), other.ura, ("036-5555555",))
    assert second.relations[0].text == "Buurvrouw"
    assert [one.ground for one in told.mandates] == ["proxy"]


async def test_others_people_are_not_among_them(region: Region) -> None:
    home, other = await Home.of(region), await Home.of(region)
    theirs = {
        "resourceType": "RelatedPerson",
        "patient": {"reference": other.patient},
        "name": [{"text": "Een ander"}],
    }
    assert (await other.holder.post(theirs)).status_code == 201
    told = await speaks_for(region.running.access, home.himself.errand())
    assert (told.people, told.mandates) == ([], [])
