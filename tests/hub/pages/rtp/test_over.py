"""What is over: the last first, a page at a time, and back where it is opened again."""

import re
from datetime import timedelta

import pytest

from hub.pages.rtp import over
from tests.hub.offers import a_candidate, coded
from tests.hub.pages.rtp.staff import Staff, staff_of, words_on
from tests.hub.pages.rtp.test_desk_case import does
from tests.hub.pages.rtp.test_desk_list import ids_on
from tests.hub.places import Sought, a_desk, begun, sought
from tests.hub.query.test_cases_search import objection
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
ON = re.compile(r'id="verder" href="/rtp([^"]+)"')


def name_of(case: Sought) -> str:
    return case.lead.partition("/")[2]


async def refused(case: Sought) -> None:
    """By the desk."""
    reason = coded("rejection-reason", "no-indication")
    answer = await case.step(case.desk, "rejected", None, statusReason=reason)
    assert answer.status_code == 200, answer.text


async def escalated(case: Sought) -> None:
    """There is no place for it."""
    await case.triaged()
    reason = coded("rejection-reason", "no-capacity")
    answer = await case.step(case.desk, "failed", "escalated", statusReason=reason)
    assert answer.status_code == 200, answer.text


async def three(region: Region, desk: Caller) -> list[str]:
    """Their names, as they were asked for; the first ended last."""
    cases = [await sought(region, desk=desk) for _ in range(3)]
    for one in reversed(cases):
        await escalated(one)
    return [name_of(one) for one in cases]


async def turned(browser: Staff, first: str) -> list[list[str]]:
    """What is on each page."""
    pages, path = list[list[str]](), first
    while path:
        page = await browser.get(path)
        assert page.status_code == 200, page.text
        pages.append(ids_on(page.text))
        found = ON.search(page.text)
        path = found.group(1).replace("&amp;", "&") if found else ""
    return pages


async def test_the_last_that_ended_comes_first_and_older_ones_are_turned_to(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(over, "_MOST", 2)
    desk = await a_desk(region)
    first, second, third = await three(region, desk)
    await sought(region, desk=desk)
    await refused(await sought(region, desk=desk))
    browser = await staff_of(region, desk)

    assert await turned(browser, "/cases?voorbij=ja") == [[first, second], [third]]
    assert 'href="/rtp/cases?voorbij=ja"' in (await browser.get("/cases")).text
    last = await browser.get("/cases?voorbij=ja")
    assert "Toon de laatste" not in words_on(last)
    found = ON.search(last.text)
    assert found
    on = await browser.get(found.group(1).replace("&amp;", "&"))
    assert "Toon de laatste" in words_on(on)


async def test_each_tells_who_asked_how_it_ended_and_where_he_went(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    done = await case.send(candidate, offer, status="completed")
    assert done.status_code == 200, done.text
    other = await sought(region, desk=case.desk)
    await escalated(other)

    words = words_on(await (await staff_of(region, case.requester)).get("/requests?voorbij=ja"))
    assert "Klaar: het dossier is overgenomen" in words
    assert f"Opgenomen door URA {candidate.ura}" in words
    words = words_on(await (await staff_of(region, case.desk)).get("/cases?voorbij=ja"))
    assert "Opgeschaald Reden: Geen plaats." in words
    assert f"Gevraagd door URA {other.requester.ura}" in words
    assert candidate.ura not in words
    assert words.count("Afgesloten vandaag") == 1


async def test_what_is_opened_again_is_over_no_more(region: Region) -> None:
    case = await sought(region)
    await escalated(case)
    browser = await staff_of(region, case.desk)
    assert ids_on((await browser.get("/cases?voorbij=ja")).text) == [name_of(case)]
    browser.page = await browser.get(f"/cases/{name_of(case)}")

    await does(browser, case, "heropenen", reden="no-capacity")

    assert ids_on((await browser.get("/cases?voorbij=ja")).text) == []
    assert ids_on((await browser.get("/cases")).text) == [name_of(case)]
    reason = coded("rejection-reason", "no-staff")
    again = await case.step(case.desk, "failed", "escalated", statusReason=reason)
    assert again.status_code == 200, again.text
    assert ids_on((await browser.get("/cases?voorbij=ja")).text) == [name_of(case)]


async def test_what_got_no_place_is_open_to_the_desk_for_two_weeks(region: Region) -> None:
    case, clock = await sought(region), region.running.clock
    await escalated(case)

    async def seen() -> int:
        return (await case.desk.get(case.lead)).status_code

    assert await seen() == 200
    for days, status in ((14, 200), (15, 404)):
        clock.ahead += timedelta(days=days)
        try:
            assert await seen() == status
        finally:
            clock.ahead -= timedelta(days=days)


async def test_who_asked_takes_up_what_got_no_place_as_the_same_case(region: Region) -> None:
    case = await sought(region)
    await refused(case)
    assert (await case.desk.get(case.lead)).status_code == 404
    browser = await staff_of(region, case.requester)
    browser.page = await browser.get(f"/cases/{name_of(case)}")

    told = await does(browser, case, "opnieuw")

    assert "Verstuurd: het transferpunt zoekt verder, in dezelfde aanvraag." in told
    assert ids_on((await browser.get("/requests?voorbij=ja")).text) == []
    desk = await staff_of(region, case.desk)
    assert ids_on((await desk.get("/cases")).text) == [name_of(case)]
    lead = await case.read(case.desk)
    assert (lead["status"], lead.get("statusReason")) == ("requested", None)


async def test_it_tells_of_what_is_open_and_the_ledger_of_what_was_told(region: Region) -> None:
    one = await sought(region)
    other = await sought(region, desk=one.desk)
    for each in (one, other):
        await escalated(each)
    await other.dossier.add(objection(other, other.lead))

    page = await (await staff_of(region, one.desk)).get("/cases?voorbij=ja")

    assert ids_on(page.text) == [name_of(one)]
    left = await region.running.left_behind()
    rows = [row for row in left if row["request_id"] == left[-1]["request_id"]]
    assert [(row["interaction"], row["found"]) for row in rows] == [("search-type", 1)]


async def test_who_asked_sees_his_own_and_nobody_those_of_another(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(over, "_MOST", 1)
    case, other = await sought(region), await sought(region)
    for one in (case, other):
        await refused(one)
    browser, stranger = [await staff_of(region, one.requester) for one in (case, other)]

    assert await turned(browser, "/requests?voorbij=ja") == [[name_of(case)]]
    assert await turned(stranger, "/requests?voorbij=ja") == [[name_of(other)]]
    assert (await browser.get("/cases?voorbij=ja")).status_code == 404
    candidate = await staff_of(region, await a_candidate(region))
    assert (await candidate.get("/cases?voorbij=ja")).status_code == 404
    assert await turned(candidate, "/requests?voorbij=ja") == [[]]


async def test_a_link_on_that_is_not_ours_is_refused(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(over, "_MOST", 1)
    desk, another = await a_desk(region), await a_desk(region)
    await three(region, desk)
    whole = await three(region, another)
    browser, stranger = await staff_of(region, desk), await staff_of(region, another)
    found = ON.search((await browser.get("/cases?voorbij=ja")).text)
    assert found
    on = found.group(1).replace("&amp;", "&")

    assert (await browser.get("/cases?voorbij=ja&verder=x")).status_code == 400
    taken = [name for page in await turned(stranger, on) for name in page]
    assert set(taken) <= set(whole)
