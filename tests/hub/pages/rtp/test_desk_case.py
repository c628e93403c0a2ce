"""One case on its page: what may be done is there and nothing else, and what is pressed is done."""

import re
from html import unescape
from typing import Any

import pytest

from hub.query.case_seen import case_seen
from hub.security.errand import Errand
from hub.security.professional_request import About, AskedNow
from profiles.systems import URA_SYSTEM
from tests.builders import a_bsn
from tests.hub.dossier import kept_by
from tests.hub.offers import a_candidate, coded, moment, outputs
from tests.hub.pages.rtp.case_page import FIELD, FORM, at_case, path, says
from tests.hub.pages.rtp.staff import Staff, staff_of, words_on
from tests.hub.places import Sought, a_desk, begun, chosen, hand_over, person_of, sought
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def acts(browser: Staff) -> list[str]:
    """What can be pressed, in its order; others' transfer points come and go."""
    found = re.findall(r'name="doe" value="([\w-]+)"', browser.page.text)
    return [one for one in found if one not in {"overdragen", "gegevens"}]


async def does(browser: Staff, case: Sought, act: str, **fields: str) -> str:
    """What the page reads once he pressed it, as the form has it but for these."""
    form = next(one for one in FORM.findall(browser.page.text) if f'value="{act}"' in one)
    sent = {name: unescape(value) for name, value in FIELD.findall(form)}
    sent.pop("gekozen", None)
    browser.page = await browser.post(path(case), sent | fields)
    return words_on(browser.page)


def errand_of(region: Region, browser: Staff) -> Errand:
    assert browser.who is not None
    asked = AskedNow(now=region.running.clock(), request_id="r" * 16, token_id="t")
    return browser.who.errand("app", About(bsn="", purpose="COC", relation=True), asked)


async def test_the_page_holds_what_a_token_of_the_same_reads(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    [offer] = await case.offer(await a_candidate(region))
    for caller in (case.desk, case.requester):
        browser = await at_case(region, case, caller)
        name = case.lead.partition("/")[2]
        seen = await case_seen(region.running.access, errand_of(region, browser), name)

        assert seen.of.task == await case.read(caller)
        assert seen.of.request == await case.read(caller, case.request)
        assert seen.of.patient == await case.read(caller, case.dossier.patient)
        assert [one.task for one in seen.offers] == [await case.read(caller, offer)]


async def test_a_case_goes_from_new_to_candidates_by_the_page(region: Region) -> None:
    case = await sought(region)
    browser = await at_case(region, case, case.desk)
    assert "Vlinderhof" in words_on(browser.page)
    assert acts(browser) == ["oppakken", "afwijzen", "intrekken"]

    words = await does(browser, case, "oppakken")
    assert "U hebt de aanvraag opgepakt" in words
    assert "advies" in acts(browser)
    assert "oppakken" not in acts(browser)
    words = await does(browser, case, "advies", zorg="elv-laag")
    assert "Zorg geadviseerd: ELV laag complex" in words
    task = await case.read(case.desk)
    assert (task["status"], task["businessStatus"]) == (
        "accepted",
        coded("transfer-status", "matching"),
    )


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("wacht", {}, "on-hold"),
        ("afwijzen", {"reden": "no-indication"}, "rejected"),
        ("intrekken", {"reden": "patient-died"}, "cancelled"),
    ],
)
async def test_a_case_waits_or_ends_by_the_page(
    region: Region, act: str, fields: dict[str, str], status: str
) -> None:
    case = await sought(region)
    browser = await at_case(region, case, case.desk)
    await does(browser, case, "oppakken")
    await does(browser, case, act, **fields)
    assert browser.page.status_code == 200
    assert (await case.read(case.requester))["status"] == status


async def test_who_waits_is_looked_at_again_or_has_no_place(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    browser = await at_case(region, case, case.desk)
    await does(browser, case, "wacht")
    assert acts(browser) == ["verder", "wacht", "opschalen", "intrekken"]
    await does(browser, case, "verder")
    assert (await case.read(case.desk))["status"] == "accepted"
    await does(browser, case, "opschalen", reden="no-capacity")
    assert (await case.read(case.requester))["status"] == "failed"


@pytest.mark.parametrize(
    ("act", "fields", "words"),
    [
        ("advies", {"zorg": ""}, "Kies welke zorg past"),
        ("wacht", {"datum": "2020-01-01"}, "Kies een dag na vandaag"),
        ("afwijzen", {"reden": "no-response"}, "Kies een reden"),
        ("afwijzen", {"doe": "weg"}, "Kies wat u wilt doen"),
    ],
)
async def test_what_can_t_be_so_is_told_and_nothing_is_done(
    region: Region, act: str, fields: dict[str, str], words: str
) -> None:
    case = await sought(region)
    await case.step(case.desk, "received", "triage")
    browser = await at_case(region, case, case.desk)
    assert words in await does(browser, case, act, **fields)
    assert browser.page.status_code == 400
    assert (await case.read(case.desk))["status"] == "received"


async def test_what_a_colleague_did_meanwhile_is_told_with_how_it_is_now(region: Region) -> None:
    case = await sought(region)
    one, other = [await at_case(region, case, case.desk) for _ in range(2)]
    await does(other, case, "oppakken")

    told = await does(one, case, "afwijzen", reden="no-indication")

    assert one.page.status_code == 409
    assert "Er is intussen iets veranderd" in told
    assert (await case.read(case.desk))["status"] == "received"


async def test_the_desk_writes_down_what_a_candidate_says_by_phone(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    one, other = await a_candidate(region), await a_candidate(region)
    first, second = await case.offer(one, other)
    browser = await at_case(region, case, case.desk)

    words = await says(browser, case, first, "tel-ja")
    assert "Zegt ja: plaats vanaf" in words
    await says(browser, case, second, "tel-nee", reden="no-staff")

    task = await case.read(case.desk, first)
    assert task["status"] == "accepted"
    [word] = task["extension"]
    assert word["valueReference"]["identifier"]["value"] == one.ura
    assert (await case.read(case.desk, second))["status"] == "rejected"
    assert f"Transferpunt Almere, gebeld door URA {other.ura}" in words_on(browser.page)


async def test_a_candidate_goes_on_by_himself_behind_what_he_said_by_phone(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    candidate = await a_candidate(region)
    [offer] = await case.offer(candidate)
    await says(await at_case(region, case, case.desk), case, offer, "tel-zie")
    browser = await staff_of(region, candidate)
    page = await browser.get("/inbox")
    version = (await case.read(candidate, offer))["meta"]["versionId"]
    sent = {
        "offer": offer.partition("/")[2],
        "versie": version,
        "doe": "vraag",
        "tekst": "Wie komt mee?",
    }
    assert "U bekijkt deze vraag" in words_on(page)
    await browser.post("/inbox", sent)
    task = await case.read(case.desk, offer)
    assert task["businessStatus"] == coded("transfer-status", "awaiting-information")
    assert "extension" not in task


async def test_the_choice_is_the_inhabitants_and_lets_the_others_go(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    candidates = [await a_candidate(region) for _ in range(2)]
    offers = await case.offer(*candidates)
    for one, offer in zip(candidates, offers, strict=True):
        output = outputs(available_from=moment(24), held_until=moment(8))
        await case.send(one, offer, status="accepted", output=output)
    browser = await at_case(region, case, case.requester)
    assert "woord" not in browser.page.text

    sent = {"gekozen": ""}
    assert "alleen de patiënt kiest" in await says(browser, case, offers[0], "kies", **sent)
    assert (await case.read(case.desk, offers[0]))["status"] == "accepted"
    await says(browser, case, offers[0], "kies", gekozen="ja")

    task = await case.read(case.desk, offers[0])
    assert task["businessStatus"] == coded("transfer-status", "selected")
    assert (await case.read(case.desk, offers[1]))["status"] == "cancelled"
    assert "Ingetrokken (Niet gekozen)" in words_on(browser.page)
    assert "kon worden gelezen" not in words_on(browser.page)
    at_desk = await at_case(region, case, case.desk)
    assert "Eerder gevraagd (1)" in words_on(at_desk.page)


async def test_the_desk_records_a_choice_on_the_word_of_who_asked(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    candidate = await a_candidate(region)
    [offer] = await case.offer(candidate)
    output = outputs(available_from=moment(24), held_until=moment(8))
    await case.send(candidate, offer, status="accepted", output=output)
    browser = await at_case(region, case, case.desk)
    await does(browser, case, "keuze")
    await says(browser, case, offer, "kies", gekozen="ja", woord="aanvrager")
    [word] = (await case.read(case.desk, offer))["extension"]
    assert word["valueReference"]["identifier"]["value"] == case.requester.ura


async def test_a_transfer_begins_with_the_handoff_of_the_case_and_goes_on(region: Region) -> None:
    case = await sought(region)
    candidate, offer = await chosen(case, region)
    browser = await at_case(region, case, case.desk)
    assert "begin" not in acts(browser), "there is no handoff yet"
    handed = await case.dossier.add(a_handoff_of(case))
    assert (await hand_over(case, handed)).status_code == 200
    browser.page = await browser.get(path(case))
    await says(browser, case, offer, "begin")
    assert (await case.read(candidate, offer))["status"] == "in-progress"
    assert (await case.read(candidate, handed))["resourceType"] == "Composition"
    await does(browser, case, "vervoer")
    await does(browser, case, "opgenomen")
    assert "Opgenomen" in words_on(browser.page)
    await says(browser, case, offer, "afzeggen", reden="patient-deteriorated")
    assert "Gevraagd om af te zeggen" in words_on(browser.page)
    assert "afzeggen" not in acts(browser)
    await says(browser, case, offer, "tel-stop")
    assert (await case.read(case.desk))["status"] == "accepted"


def a_handoff_of(case: Sought) -> dict[str, Any]:
    from hub.demo import place_sought  # noqa: PLC0415 - the one thing of it

    return place_sought.handoff(case.requester.ura, case.dossier.patient)


async def test_who_asked_puts_the_handoff_into_the_case_by_the_page(region: Region) -> None:
    case = await sought(region)
    _, offer = await chosen(case, region)
    browser = await at_case(region, case, case.requester)
    assert "stuk" not in acts(browser)
    handed = await case.dossier.add(a_handoff_of(case))
    browser.page = await browser.get(path(case))
    assert "Verpleegkundige overdracht, " in words_on(browser.page)
    assert "Kies welke overdracht" in await does(browser, case, "stuk")
    await does(browser, case, "stuk", stuk=handed.partition("/")[2])
    assert "stuk" not in acts(browser), "it is there"
    await says(browser, case, offer, "begin")
    assert (await case.read(case.desk, offer))["status"] == "in-progress"
    at_desk = await at_case(region, case, case.desk)
    assert "stuk" not in acts(at_desk)


async def test_a_case_is_handed_to_another_transfer_point_by_the_page(region: Region) -> None:
    case, other = await sought(region), await a_desk(region, "lelystad")
    browser = await at_case(region, case, case.desk)
    assert "Kies een transferpunt" in await does(browser, case, "overdragen")
    words = await does(browser, case, "overdragen", naar=other.ura)
    assert "De aanvraag is overgedragen" in words
    assert "Er loopt hier nu niets" in words
    assert (await at_case(region, case, other)).page.status_code == 200
    assert (await browser.get(path(case))).status_code == 404


async def test_what_becomes_known_of_who_waits_is_added_and_the_rest_stays(region: Region) -> None:
    case = await sought(region)
    before = (await case.read(case.desk))["input"]
    browser = await at_case(region, case, case.desk)
    assert "Kies een dag" in await does(browser, case, "gegevens", wlz="morgen")
    told = {"stad": "Almere", "klaar": "2026-11-28", "herkomst": "22232009", "wlz": ""}
    await does(browser, case, "gegevens", **told)
    page = words_on(browser.page)
    assert "Woont in Almere" in page
    assert "In het ziekenhuis" in page
    assert "28 november 2026" in page
    added = (await case.read(case.requester))["input"]
    assert added[: len(before)] == before
    await does(browser, case, "gegevens", stad="", herkomst="22232009")
    assert "Woont in Almere" not in words_on(browser.page)
    assert len((await case.read(case.requester))["input"]) == len(added) - 1


async def test_a_desk_that_handed_a_case_over_keeps_its_task_and_has_no_page_of_it(
    region: Region,
) -> None:
    desk, other = await a_desk(region), await a_desk(region, "lelystad")
    phoned = await region.doctor("Z3")
    kept = await kept_by(person_of(desk), a_bsn())
    by = {"identifier": {"system": URA_SYSTEM, "value": phoned.ura}}
    case = await sought(region, desk=desk, dossier=kept, requester=by)
    browser = await at_case(region, case, desk)
    await does(browser, case, "overdragen", naar=other.ura)
    assert (await desk.get(case.lead)).status_code == 200
    assert (await browser.get(path(case))).status_code == 404
    assert (await at_case(region, case, other)).page.status_code == 200


async def test_another_day_is_agreed_on_and_a_question_is_taken_back(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    candidate = await a_candidate(region)
    [offer] = await case.offer(candidate)
    browser = await at_case(region, case, case.desk)
    await says(browser, case, offer, "tel-later")
    assert (await case.read(case.desk, offer))["status"] == "on-hold"
    await says(browser, case, offer, "akkoord")
    assert (await case.read(candidate, offer))["status"] == "requested"
    await says(browser, case, offer, "terug", reden="patient-withdrew")
    assert (await case.read(case.desk, offer))["status"] == "cancelled"
    assert (await case.read(case.desk))["status"] == "accepted"


async def test_who_asked_may_withdraw_until_candidates_are_asked(region: Region) -> None:
    case = await sought(region)
    browser = await at_case(region, case, case.requester)
    assert acts(browser) == ["intrekken"]
    await case.triaged()
    await case.offer(await a_candidate(region))
    browser = await at_case(region, case, case.requester)
    assert "intrekken" not in acts(browser)
    assert not [one for one in acts(browser) if one.startswith("tel-")]
    assert "kandidaten" not in browser.page.text


async def test_nobody_else_sees_it_or_does_anything_to_it(region: Region) -> None:
    case = await sought(region)
    candidate, *_ = await begun(case, region)
    version = (await case.read(case.desk))["meta"]["versionId"]
    for caller in (candidate, await a_desk(region), await region.doctor("Z3")):
        browser = await staff_of(region, caller)
        assert (await browser.get(path(case))).status_code == 404
        assert (await browser.get(f"{path(case)}/_lijst")).status_code == 404
        answer = await browser.post(path(case), {"doe": "intrekken", "versie": version})
        assert answer.status_code in {403, 404}
    assert (await case.read(case.desk))["meta"]["versionId"] == version


async def test_the_part_that_moves_is_that_of_the_page(region: Region) -> None:
    case = await sought(region)
    browser = await at_case(region, case, case.desk)
    part = await browser.get(f"{path(case)}/_lijst")
    assert part.status_code == 200
    assert "<html" not in part.text
    assert part.text.strip()[:150] in browser.page.text
    assert (await browser.get(f"{path(case)}/anders")).status_code == 404
