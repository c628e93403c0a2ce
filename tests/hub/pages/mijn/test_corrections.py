"""This is not right: asked of who wrote it, once, in his own words, and followed to its answer."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from hub.write.own_correction import MOST_OPEN
from tests.builders import a_transfer, a_treatment_directive
from tests.hub.dossier import address, found
from tests.hub.pages.mijn.visitors import Browser, browser_of, hidden, typed, words_on
from tests.hub.write.home import Home
from tests.hub.write.own import wrong
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
SAID = "Ik wil <b>wel</b> naar buiten & 🦆."


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


@pytest.fixture
async def browser(home: Home) -> Browser:
    return await browser_of(home.himself)


async def tasks(home: Home) -> list[dict[str, Any]]:
    return found(await home.himself.get(f"Task?patient={home.patient}"))


async def checked(browser: Browser, about: str, text: str = SAID) -> httpx.Response:
    form = await browser.get(f"/klopt-niet/{about}/schrijven")
    return await browser.post(f"/klopt-niet/{about}/controle", {**hidden(form), "wat": text})


async def test_beside_each_wish_of_another_stands_the_way_to_say_so(
    home: Home, browser: Browser
) -> None:
    directive = address(await home.holder.post(a_treatment_directive(home.patient)))

    page = (await browser.get("/wensen")).text

    for one in (home.goal, directive):
        assert page.count(f'href="/mijn/klopt-niet/{one}/schrijven"') == 1


async def test_it_is_shown_before_it_is_sent_then_sent_once(home: Home, browser: Browser) -> None:
    check = await checked(browser, home.goal)
    assert await tasks(home) == []
    form = hidden(check)

    both = await asyncio.gather(
        *(browser.post(f"/klopt-niet/{home.goal}/opslaan", form) for _ in range(2))
    )
    later = await browser.post(f"/klopt-niet/{home.goal}/opslaan", form)

    assert "Er is nog niets gestuurd." in words_on(check)
    assert f"Uw vraag gaat naar: een zorgverlener met nummer {home.holder.ura}." in words_on(check)
    assert {one.status_code for one in (*both, later)} == {303}
    assert len({one.headers["location"] for one in (*both, later)}) == 1
    done = await browser.client.get(later.headers["location"])
    assert "Uw vraag is gestuurd" in words_on(done)
    assert "&lt;b&gt;wel&lt;/b&gt;" in done.text
    [task] = await tasks(home)
    assert (task["description"], task["focus"]) == (
        SAID,
        {"reference": f"{home.goal}/_history/1"},
    )


async def test_each_is_followed_until_it_is_answered(home: Home, browser: Browser) -> None:
    stored = await home.himself.post(wrong(home.patient, home.goal))
    asked = words_on(await browser.get("/klopt-niet"))
    wishes = words_on(await browser.get("/wensen"))
    task = (await home.holder.get(address(stored))).json()
    await home.holder("PUT", address(stored), {**task, "status": "received"}, if_match='W/"1"')
    taken_up = words_on(await browser.get("/klopt-niet"))
    answer = {"status": "rejected", "statusReason": {"text": "Dit is zo <i>besproken</i>."}}
    await home.holder("PUT", address(stored), {**task, **answer}, if_match='W/"2"')
    answered = await browser.get("/klopt-niet")

    assert "Gevraagd Er is nog geen antwoord." in asked
    assert "Dit heb ik nooit gezegd." in asked
    assert "U vroeg om dit te veranderen" in wishes
    assert "Mee bezig" in taken_up
    assert "Niet veranderd" in words_on(answered)
    assert "Dit is zo &lt;i&gt;besproken&lt;/i&gt;." in answered.text
    assert "U vroeg om dit te veranderen" not in words_on(await browser.get("/wensen"))


async def test_what_is_late_says_so(region: Region, home: Home) -> None:
    await home.himself.post(wrong(home.patient, home.goal))
    clock = region.running.clock
    try:
        clock.ahead += timedelta(days=40)
        said = words_on(await (await browser_of(home.himself)).get("/klopt-niet"))
    finally:
        clock.ahead = timedelta()

    assert "Te laat" in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Schrijf op wat er niet klopt."),
        ("x" * 4_001, "Dit is te lang."),
        ("a\x00b", "Er staat een teken in"),
    ],
    ids=["nothing", "long", "odd"],
)
async def test_what_can_not_be_sent_comes_back_as_it_was_typed(
    home: Home, browser: Browser, text: str, told: str
) -> None:
    for step in ("controle", "opslaan"):
        answer = await browser.post(f"/klopt-niet/{home.goal}/{step}", {"wat": text})
        assert answer.status_code == 400
        assert told in words_on(answer)
        assert typed(answer) == {"wat": text}
    assert await tasks(home) == []


async def test_anothers_wish_is_not_there_and_what_was_typed_is(
    region: Region, home: Home, browser: Browser
) -> None:
    other = await Home.of(region)
    his = address(await other.himself.post(wrong(other.patient, other.goal)))
    mine = address(await home.himself.post(wrong(home.patient, home.goal)))

    for about in (other.goal, "Goal/nobody", other.patient, home.patient, his, mine):
        assert (await browser.get(f"/klopt-niet/{about}/schrijven")).status_code == 404
        sent = await browser.post(f"/klopt-niet/{about}/opslaan", {"wat": SAID})
        assert sent.status_code == 404
        assert typed(sent) == {"wat": SAID}
        assert other.holder.ura not in sent.text
    done = await browser.get(f"/klopt-niet/klaar/{his.partition('/')[2]}")
    nobody = await browser.get("/klopt-niet/klaar/nobody")
    assert (done.status_code, words_on(done)) == (404, words_on(nobody))
    assert len(await tasks(home)) == 1


@pytest.mark.parametrize("version", ["7", "x", "1/../2", "", "0"])
async def test_a_version_that_is_not_his_asks_nothing_of_another(
    home: Home, browser: Browser, version: str
) -> None:
    fields = {"wat": SAID, "versie": version, "nummer": "n" * 12}

    answer = await browser.post(f"/klopt-niet/{home.goal}/opslaan", fields)

    assert answer.status_code in {303, 404}
    for task in await tasks(home):
        assert task["focus"] == {"reference": f"{home.goal}/_history/1"}


async def test_more_than_may_wait_comes_back(home: Home, browser: Browser) -> None:
    for _ in range(MOST_OPEN):
        await home.himself.post(wrong(home.patient, home.goal))

    answer = await browser.post(f"/klopt-niet/{home.goal}/opslaan", {"wat": SAID})

    assert answer.status_code == 409
    assert "U vroeg al heel veel." in words_on(answer)
    assert typed(answer) == {"wat": SAID}


async def test_a_transfer_is_told_and_can_be_not_right(home: Home, browser: Browser) -> None:
    task = a_transfer(home.patient, home.holder.ura, home.doctor.ura)
    moved = address(await home.holder.post(task))

    said = words_on(await browser.get("/wensen"))
    check = await checked(browser, moved)
    await browser.post(f"/klopt-niet/{moved}/opslaan", hidden(check))

    assert "Uw zorg gaat over naar: een andere organisatie." in said
    [asked] = [one for one in await tasks(home) if one["code"] != task["code"]]
    assert asked["focus"] == {"reference": f"{moved}/_history/1"}


async def test_a_mandate_that_ended_while_logged_in_asks_and_reads_nothing(
    region: Region, home: Home
) -> None:
    proxy, clock = home.standing_for(region, "proxy"), region.running.clock
    proxy.until = clock() + timedelta(minutes=5)
    others = [await browser_of(proxy) for _ in range(3)]
    [reads, asks, writes] = others
    assert (await reads.get("/klopt-niet")).status_code == 200
    try:
        clock.ahead += timedelta(minutes=6)
        words = {"versie": "0", "woord-matters": SAID}
        answers = [
            await reads.get("/klopt-niet"),
            await asks.post(f"/klopt-niet/{home.goal}/opslaan", {"wat": SAID}),
            await writes.post("/eigen-woorden/opslaan", words),
        ]
    finally:
        clock.ahead = timedelta()

    assert [one.status_code for one in answers] == [403, 403, 403]
    assert all("U bent uitgelogd" in words_on(one) for one in answers)
    assert await tasks(home) == []
    assert found(await home.himself.get(f"QuestionnaireResponse?patient={home.patient}")) == []


async def test_an_answer_reaches_nobody_elses_page(region: Region, home: Home) -> None:
    await home.himself.post(wrong(home.patient, home.goal))
    stranger = await browser_of((await Home.of(region)).himself)

    assert "Dit heb ik nooit gezegd." not in (await stranger.get("/klopt-niet")).text
