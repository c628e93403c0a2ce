"""A candidate asks, by its system or by telephone, and the desk writes back from its page."""

import pytest

from tests.hub.offers import a_candidate
from tests.hub.pages.rtp.case_page import at_case, says
from tests.hub.pages.rtp.staff import words_on
from tests.hub.places import sought
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_the_desk_writes_back_to_who_asks_and_names_nobody(region: Region) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    await case.send(candidate, offer, note=[{"text": "Komt haar partner mee?"}])
    patient = (await case.requester.get((await case.read(case.desk))["for"]["reference"])).json()
    family = patient["name"][0]["family"]
    browser = await at_case(region, case, case.desk)
    assert "Vraag beantwoorden" in words_on(browser.page)
    assert "Komt haar partner mee?" in words_on(browser.page)

    refused = await says(browser, case, offer, "schrijf", tekst=f"Nee, {family} woont alleen")

    assert browser.page.status_code == 400
    assert "Dit zegt om wie het gaat" in refused
    assert f"Nee, {family} woont alleen</textarea>" in browser.page.text
    assert len((await case.read(candidate, offer))["note"]) == 1
    told = await says(browser, case, offer, "schrijf", tekst="Nee, zij woont alleen")
    assert "Verstuurd aan de aanbieder" in told
    task = await case.read(candidate, offer)
    assert [one["text"] for one in task["note"]] == [
        "Komt haar partner mee?",
        "Nee, zij woont alleen",
    ]
    assert "businessStatus" not in task


async def test_the_desk_writes_down_what_a_candidate_asks_by_phone(region: Region) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    browser = await at_case(region, case, case.desk)

    assert "Genoteerd: de vraag" in await says(
        browser, case, offer, "tel-vraag", tekst="Hoe zwaar?"
    )

    [note] = (await case.read(candidate, offer))["note"]
    assert note["authorReference"]["identifier"]["value"] == candidate.ura
