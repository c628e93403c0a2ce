"""Candidates of a case: each with why, and asked by ticks, without a name and all at once."""

import re
from typing import Any

import pytest

from hub.demo.place_sought import lead
from tests.hub.offers import a_candidate, coded
from tests.hub.pages.rtp.case_page import path
from tests.hub.pages.rtp.staff import Staff, staff_of, words_on
from tests.hub.places import Sought, a_desk, sought
from tests.hub.sites import Site, a_service, a_site
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
NOTICE = "721915006"


async def a_house(region: Region, care: str = "elv-hoog") -> tuple[Site, str]:
    """A nursing home whose people look at offers, with a site and a service of this care."""
    site = await a_site(region, await a_candidate(region), address={"postalCode": "1354 AB"})
    return site, (await a_service(site, care)).removeprefix("HealthcareService/")


async def at_candidates(region: Region, case: Sought) -> Staff:
    browser = await staff_of(region, case.desk)
    browser.page = await browser.get(f"{path(case)}/kandidaten")
    assert browser.page.status_code == 200, browser.page.text
    return browser


async def asks(browser: Staff, case: Sought, *services: str, **fields: str) -> str:
    """What the page reads once these were ticked and asked."""
    [version] = re.findall(r'name="versie" value="([^"]+)"', browser.page.text)
    ticked = {f"vraag-{one}": "ja" for one in services}
    sent = {"versie": version, "uren": "4", "waarom": ""} | ticked | fields
    browser.page = await browser.post(f"{path(case)}/kandidaten", sent)
    return words_on(browser.page)


def article(browser: Staff, service: str) -> str:
    """What is told of this one."""
    [found] = [one for one in browser.page.text.split('<li class="offer" ') if service in one]
    return found


async def offers_of(case: Sought, house: Site) -> list[dict[str, Any]]:
    ura = house.provider.ura
    answer = await house.provider.get(
        f"Task?owner:identifier=http://fhir.nl/fhir/NamingSystem/ura|{ura}"
    )
    return [one["resource"] for one in answer.json().get("entry", [])]


async def test_several_are_asked_at_once_and_none_reads_who_it_is(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    (one, first), (other, second) = await a_house(region), await a_house(region)
    await one.says(available=2)
    browser = await at_candidates(region, case)
    assert "Past" in article(browser, first)
    assert "Vrij: 2" in article(browser, first)
    assert "punten" in article(browser, second)

    words = await asks(browser, case, first, second)

    assert "De aanbieders zijn gevraagd" in words
    assert "Aanbieders (2)" in words
    for house in (one, other):
        [task] = await offers_of(case, house)
        assert task["status"] == "requested"
        assert "for" not in task
        request = await house.provider.get(task["focus"]["reference"])
        assert request.status_code == 200
        [notice] = [each["valueReference"]["reference"] for each in task["input"]]
        told = await house.provider.get(notice)
        assert told.status_code == 200
        text = (await house.provider.get(f"Task/{task['id']}")).text + request.text + told.text
        assert "Vlinderhof" not in text
        assert case.dossier.bsn not in text
    lead = await case.read(case.desk)
    assert lead["businessStatus"] == coded("transfer-status", "offers-open")
    browser = await at_candidates(region, case)
    assert "Is gevraagd" in article(browser, first)
    assert f'name="vraag-{first}"' not in browser.page.text


async def test_the_care_that_was_advised_is_looked_for_and_told(region: Region) -> None:
    case = await sought(region)
    await case.step(case.desk, "received", "triage")
    await case.step(case.at_desk, "accepted", "matching", output=[advised("elv-laag")])
    house, service = await a_house(region, "elv-laag")
    browser = await at_candidates(region, case)
    assert "Past niet" not in article(browser, service)
    await asks(browser, case, service)
    [task] = await offers_of(case, house)
    request = (await house.provider.get(task["focus"]["reference"])).json()
    assert request["code"]["coding"][0]["code"] == "elv-laag"


def advised(care: str) -> dict[str, Any]:
    return {
        "type": coded("case-element", "care-type"),
        "valueCodeableConcept": coded("care-type", care),
    }


async def test_who_does_not_fit_is_asked_for_a_reason_alone_which_no_candidate_reads(
    region: Region,
) -> None:
    case = await sought(region)
    await case.triaged()
    house, service = await a_house(region, "hospice")
    browser = await at_candidates(region, case)
    assert "Past niet" in article(browser, service)
    assert "Geeft deze soort zorg niet" in article(browser, service)

    assert "waarom u iemand vraagt die niet past" in await asks(browser, case, service)
    assert await offers_of(case, house) == []
    await asks(browser, case, service, waarom="Zij nemen hem bij uitzondering op")

    [task] = await offers_of(case, house)
    assert "uitzondering" not in str(task)
    [why] = [one for one in (await case.read(case.desk))["input"] if "valueString" in one]
    assert why["type"] == coded("case-element", "overruled")
    assert why["valueString"].startswith("Zij nemen hem bij uitzondering op")
    assert house.provider.ura in why["valueString"]


async def test_where_the_inhabitant_does_not_want_to_go_nobody_is_asked(region: Region) -> None:
    case = await sought(region)
    house, service = await a_house(region)
    lead = await case.read(case.requester)
    ura = {"system": "http://fhir.nl/fhir/NamingSystem/ura", "value": house.provider.ura}
    no = {"type": coded("case-element", "excluded"), "valueReference": {"identifier": ura}}
    sent = await case.send(case.requester, read=lead, input=[*lead["input"], no])
    assert sent.status_code == 200, sent.text
    await case.triaged()
    browser = await at_candidates(region, case)
    assert "De patiënt wil hier niet heen" in article(browser, service)
    assert f'name="vraag-{service}"' not in browser.page.text
    await asks(browser, case, service, waarom="Toch maar")
    assert browser.page.status_code == 409
    assert await offers_of(case, house) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [({}, "Kies wie u vraagt"), ({"uren": "1000"}, "Kies hoeveel uur")],
)
async def test_what_can_t_be_so_is_told_and_nobody_is_asked(
    region: Region, fields: dict[str, str], words: str
) -> None:
    case = await sought(region)
    await case.triaged()
    house, service = await a_house(region)
    browser = await at_candidates(region, case)
    ticked = [service] if fields else []
    assert words in await asks(browser, case, *ticked, **fields)
    assert browser.page.status_code == 400
    assert await offers_of(case, house) == []


async def test_of_a_case_that_moved_meanwhile_nobody_is_asked(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    house, service = await a_house(region)
    browser = await at_candidates(region, case)
    await case.offer(await a_candidate(region))
    assert "Er is intussen iets veranderd" in await asks(browser, case, service)
    assert await offers_of(case, house) == []


async def test_only_its_own_desk_sees_who_could_take_him(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    house, service = await a_house(region)
    for caller in (case.requester, await a_desk(region), house.provider):
        browser = await staff_of(region, caller)
        assert (await browser.get(f"{path(case)}/kandidaten")).status_code == 404
        sent = {f"vraag-{service}": "ja", "uren": "4", "versie": "1"}
        answer = await browser.post(f"{path(case)}/kandidaten", sent)
        assert answer.status_code in {403, 404}
    assert await offers_of(case, house) == []


async def test_what_he_wishes_weighs_for_the_desk_and_no_candidate_reads_it(
    region: Region,
) -> None:
    known = lead("", "", "", "")["input"]
    wish = {"type": coded("case-element", "wish-place"), "valueString": "1354"}
    case = await sought(region, input=[*known, wish])
    await case.triaged()
    house, service = await a_house(region)
    browser = await at_candidates(region, case)
    assert "Wens: deze plek (1354): 100 van 100" in article(browser, service)
    await asks(browser, case, service)

    [task] = await offers_of(case, house)

    request = await house.provider.get(task["focus"]["reference"])
    notice = await house.provider.get(task["input"][0]["valueReference"]["reference"])
    for body in (str(task), request.text, notice.text):
        assert "wish" not in body
