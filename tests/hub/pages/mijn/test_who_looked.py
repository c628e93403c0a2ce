"""Who looked: every look of others, collapsed by day, told in words, refusals and haste as such."""

import pytest

from hub.pages.mijn.looks import days_of, look_of
from tests.builders import a_goal
from tests.hub.pages.mijn.visitors import browser_of, words_on
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


async def page(home: Home, path: str = "/wie-keek") -> str:
    answer = await (await browser_of(home.himself)).get(path)
    assert answer.status_code == 200
    return words_on(answer)


async def test_a_doctor_who_looked_is_named_with_role_organisation_and_ground(home: Home) -> None:
    await home.himself.post(home.choice())
    await home.doctor.get(f"Goal?patient={home.patient}")

    said = await page(home)

    assert f"A. Arts, huisarts bij Organisation {home.doctor.ura}" in said
    assert "U zei dat dit mag." in said
    assert "Getoond: wat voor u het belangrijkst is." in said


async def test_who_asked_and_was_shown_nothing_is_told_too(home: Home) -> None:
    await home.doctor.get(f"Goal?patient={home.patient}")

    assert "Er is niets getoond." in await page(home)


async def test_looks_that_are_alike_are_one_line_of_their_day(home: Home) -> None:
    await home.himself.post(home.choice())
    for _ in range(3):
        await home.doctor.get(f"Goal?patient={home.patient}")

    assert "3 keer, " in await page(home)


async def test_a_refusal_is_told_as_one(region: Region, home: Home) -> None:
    await home.standing_for(region, "sibling").get(home.goal)

    said = await page(home)

    assert "Niet gelukt Uw broer of zus" in said
    assert "Dit is niet gelukt." in said


async def test_what_he_did_himself_is_told_apart(home: Home) -> None:
    await home.himself.get(home.goal)

    said = await page(home)

    assert "Uzelf" in said
    assert "alleen uzelf" not in said  # his practice wrote things down today


async def test_nobodys_number_is_told_and_no_machine_word(region: Region, home: Home) -> None:
    await home.doctor.get(f"Goal?patient={home.patient}")
    await home.holder.post(a_goal(home.patient))
    neighbour = await Home.of(region)
    await neighbour.himself.get(home.goal)

    said = await page(home)

    assert "Iemand anders" in said
    for word in (home.bsn, str(neighbour.himself.whose), "FHIR", "Goal", "search", "S-", "C-"):
        assert word not in said


def test_an_emergency_is_marked_and_its_day_stands_open() -> None:
    event = {
        "recorded": "2026-11-29T22:30:00.000Z",
        "action": "E",
        "outcome": "0",
        "purposeOfEvent": [{"coding": [{"code": "ETREAT"}]}],
        "agent": [],
        "entity": [
            {"name": "decision", "detail": [{"type": "rule", "valueString": "C-BTG-DECLARED"}]},
            {"name": "found", "detail": [{"type": "Consent", "valueString": "2"}]},
        ],
    }

    look = look_of(event)
    [day] = days_of([look])

    assert (look.emergency, look.kinds, look.shown) == (True, ("Consent",), True)
    assert (day.emergencies, day.others) == (1, 1)


def test_a_day_is_a_day_in_amsterdam() -> None:
    event = {"recorded": "2026-11-29T23:30:00.000Z", "agent": [], "entity": []}

    assert look_of(event).day.isoformat() == "2026-11-30"
