"""What an organisation asked for stands there with how far it is; of nobody else."""

import re

import httpx
import pytest

from hub.query.own_cases import own_cases
from hub.query.search import Limits
from hub.security.professional_request import About, AskedNow
from profiles.systems import URA_SYSTEM
from tests.hub.dossier import found
from tests.hub.offers import a_candidate, coded
from tests.hub.pages.rtp.staff import Staff, staff_of, words_on
from tests.hub.pages.rtp.test_live import NEWS, opened
from tests.hub.places import sought
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
LIMITS = Limits("http://127.0.0.1:8000/fhir", 100, 100)
LEADS = "https://example.org/rtp/CodeSystem/task-code|coordinate-placement"


async def test_the_page_shows_what_a_token_of_the_same_finds_and_reads(region: Region) -> None:
    case = await sought(region)
    by = {"requester:identifier": f"{URA_SYSTEM}|{case.requester.ura}", "code": LEADS}
    token = found(await case.requester.find("Task", **by))
    browser = await staff_of(region, case.requester)
    assert browser.who is not None
    asked = AskedNow(now=region.running.clock(), request_id="r" * 16, token_id="t")
    errand = browser.who.errand("app", About(bsn="", purpose="COC", relation=True), asked)

    page = await own_cases(region.running.access, errand, LIMITS)

    assert [one.task for one in page.cases] == token
    [one] = page.cases
    assert one.request == (await case.requester.get(case.request)).json()
    assert one.patient == (await case.requester.get(case.dossier.patient)).json()


async def test_each_stands_with_whom_it_is_for_and_how_far_it_is(region: Region) -> None:
    case = await sought(region)
    browser = await staff_of(region, case.requester)

    words = words_on(await browser.get("/requests"))
    assert "Loopt (1)" in words
    assert "Vlinderhof" in words
    assert "ELV hoog complex" in words
    assert "Verstuurd: het transferpunt pakt hem op" in words
    await case.triaged()
    assert "Het transferpunt zoekt kandidaten" in words_on(await browser.get("/requests"))
    await case.offer(await a_candidate(region))
    assert "Aanbieders zijn gevraagd" in words_on(await browser.get("/requests"))


async def test_what_was_refused_stands_below_with_why(region: Region) -> None:
    case = await sought(region)
    reason = coded("rejection-reason", "no-indication")
    assert (await case.step(case.desk, "rejected", None, statusReason=reason)).status_code == 200
    browser = await staff_of(region, case.requester)

    words = words_on(await browser.get("/requests"))

    assert "Er loopt geen aanvraag" in words
    assert "Niet aangenomen" in words
    assert "Reden: Indicatie of machtiging ontbreekt" in words


async def test_nobody_sees_those_of_another(region: Region) -> None:
    case = await sought(region)
    for one in (await region.doctor("Z3"), case.desk):
        words = words_on(await (await staff_of(region, one)).get("/requests"))
        assert "Vlinderhof" not in words
        assert "Er loopt geen aanvraag" in words


async def test_who_asked_is_told_of_a_step_of_the_desk(region: Region) -> None:
    case = await sought(region)
    async with opened(await staff_of(region, case.requester)) as stream:
        assert await stream.next() == "200"
        assert (await case.step(case.desk, "received", "triage")).status_code == 200
        assert await stream.next() == NEWS + "\ndata:"


async def withdraws(browser: Staff, reason: str, **fields: str) -> httpx.Response:
    """What comes of it, by the form of the first case on the page."""
    text = (await browser.get("/requests")).text
    names = ("zaak", "versie")
    found = {one: re.search(rf'name="{one}" value="([^"]+)"', text) for one in names}
    sent = {one: match[1] for one, match in found.items() if match}
    return await browser.post("/requests", sent | {"reden": reason} | fields)


async def test_who_asked_takes_it_back_while_nobody_was_asked(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    browser = await staff_of(region, case.requester)

    page = await withdraws(browser, "patient-recovered")

    assert "de aanvraag is ingetrokken" in words_on(page)
    assert "Ingetrokken" in words_on(page)
    lead = await case.read(case.requester)
    assert (lead["status"], lead["statusReason"]) == (
        "cancelled",
        coded("cancel-reason", "patient-recovered"),
    )


@pytest.mark.parametrize("reason", ["", "not-selected", "zomaar"])
async def test_no_reason_takes_nothing_back(region: Region, reason: str) -> None:
    case = await sought(region)
    browser = await staff_of(region, case.requester)

    page = await withdraws(browser, reason)

    assert (page.status_code, "Kies een reden" in words_on(page)) == (400, True)
    assert (await case.read(case.requester))["status"] == "requested"


async def test_what_the_desk_did_meanwhile_is_told_with_how_it_is_now(region: Region) -> None:
    case = await sought(region)
    browser = await staff_of(region, case.requester)
    await case.triaged()

    moved = await withdraws(browser, "patient-recovered", versie="1")
    assert (moved.status_code, "Er is intussen iets veranderd" in words_on(moved)) == (409, True)
    number = {"zaak": case.lead.partition("/")[2]}
    await case.offer(await a_candidate(region))
    version = (await case.read(case.requester))["meta"]["versionId"]

    late = await withdraws(browser, "patient-recovered", versie=version, **number)

    assert (late.status_code, "Intrekken kan hier niet meer" in words_on(late)) == (409, True)
    assert (await case.read(case.requester))["status"] == "in-progress"


async def test_nobody_takes_back_what_another_asked(region: Region) -> None:
    case, other = await sought(region), await sought(region)
    browser = await staff_of(region, other.requester)

    page = await withdraws(browser, "patient-died", zaak=case.lead.partition("/")[2])

    assert page.status_code == 409
    assert (await case.read(case.requester))["status"] == "requested"
