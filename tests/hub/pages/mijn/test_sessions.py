"""Who is logged in at /mijn: a secret that nobody can set, keep, guess or use once it ended."""

from datetime import timedelta

import pytest

from tests.hub.pages.mijn.visitors import Browser, browser_of, sessions_of, words_on
from tests.hub.persons import person
from tests.hub.write.home import Home
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio


async def test_without_a_session_there_is_nothing_but_the_way_in(hub: Running) -> None:
    nobody = Browser(hub)

    for page in ("/wensen", "/wie-keek", "/keuzes", "/meenemen", "/meenemen/bestand"):
        answer = await nobody.get(page)
        assert (answer.status_code, answer.headers["location"]) == (303, "/mijn")
    assert (await nobody.post("/langer")).status_code == 303
    assert (await nobody.post("/uitloggen")).status_code == 303
    assert (
        "Inloggen" in (await nobody.get("")).text or "niet inloggen" in (await nobody.get("")).text
    )


@pytest.mark.parametrize("secret", ["x", "A" * 43, "\u00e9", '"; mijn=', "a" * 5000])
async def test_a_made_up_secret_is_a_session_that_ended(hub: Running, secret: str) -> None:
    stranger = Browser(hub)

    answer = await stranger.client.get(
        "/mijn/wensen", headers={"Cookie": b"mijn=" + secret.encode("utf-8")}
    )

    assert answer.status_code in {303, 403}
    assert "Mijn wensen" not in words_on(answer)


async def test_after_fifteen_minutes_of_nothing_he_is_logged_out(region: Region) -> None:
    home = await Home.of(region)
    browser, clock = await browser_of(home.himself), region.running.clock
    try:
        clock.ahead += timedelta(minutes=14)
        assert (await browser.get("/wensen")).status_code == 200
        clock.ahead += timedelta(minutes=14)
        assert (await browser.get("/wensen")).status_code == 200
        clock.ahead += timedelta(minutes=15, seconds=1)
        ended = await browser.get("/wensen")
        again = await browser.get("/wensen")
    finally:
        clock.ahead = timedelta()

    assert ended.status_code == 403
    assert "deed een tijd niets" in words_on(ended)
    assert "mijn=" in ended.headers["set-cookie"]
    assert again.headers["location"] == "/mijn"


async def test_what_takes_several_requests_at_once_is_written_down_once(region: Region) -> None:
    home, clock = await Home.of(region), region.running.clock
    browser, sessions = await browser_of(home.himself), sessions_of(region.running)
    try:
        clock.ahead += timedelta(minutes=14)
        first = await sessions.of(browser.secret, clock())
        clock.ahead += timedelta(seconds=4)
        second = await sessions.of(browser.secret, clock())
        clock.ahead += timedelta(seconds=2)
        later = await sessions.of(browser.secret, clock())
    finally:
        clock.ahead = timedelta()

    assert first is not None
    assert second == first
    assert later is not None
    assert later.until > first.until


async def test_after_eight_hours_he_is_logged_out_whatever_he_does(region: Region) -> None:
    home = await Home.of(region)
    browser, clock = await browser_of(home.himself), region.running.clock
    seen = []
    try:
        for _ in range(50):
            seen.append((await browser.get("/meenemen")).status_code)
            clock.ahead += timedelta(minutes=10)
    finally:
        clock.ahead = timedelta()

    assert seen.index(403) == 48
    assert set(seen[:48]) == {200}


async def test_who_stands_for_another_logs_in_again_after_an_hour(region: Region) -> None:
    home = await Home.of(region, age=8)
    browser = await browser_of(home.standing_for(region, "parent"))
    clock, seen = region.running.clock, []
    try:
        for _ in range(8):
            seen.append((await browser.get("/meenemen")).status_code)
            clock.ahead += timedelta(minutes=10)
    finally:
        clock.ahead = timedelta()

    assert seen[:7] == [200] * 6 + [403]


async def test_what_is_printed_is_when_it_ends(region: Region) -> None:
    browser = await browser_of((await Home.of(region)).himself)

    page = (await browser.get("/meenemen")).text

    assert browser.session is not None
    assert "Doet u niets? Dan wordt u om" in page


async def test_logging_out_ends_it_and_the_browser_forgets(region: Region) -> None:
    home = await Home.of(region)
    browser, other = await browser_of(home.himself), await browser_of(home.himself)

    out = await browser.post("/uitloggen")

    assert (out.status_code, out.headers["location"]) == (303, "/mijn/uitgelogd")
    assert out.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    browser.client.cookies.set("mijn", browser.secret)
    assert (await browser.get("/wensen")).status_code == 403
    assert (await other.get("/wensen")).status_code == 200


async def test_logging_out_everywhere_ends_all_of_his_and_nobody_elses(region: Region) -> None:
    home, neighbour = await Home.of(region), await Home.of(region)
    here, there = await browser_of(home.himself), await browser_of(home.himself)
    beside = await browser_of(neighbour.himself)

    await here.post("/uitloggen", {"overal": "ja"})

    assert (await there.get("/wensen")).status_code == 403
    assert (await beside.get("/wensen")).status_code == 200


async def test_who_logs_out_while_a_page_is_asked_for_stays_logged_out(region: Region) -> None:
    home = await Home.of(region)
    running, sessions = region.running, sessions_of(region.running)
    browser = await browser_of(home.himself)
    await browser.post("/uitloggen")

    assert await sessions.of(browser.secret, running.clock()) is None


async def test_a_session_changed_in_the_database_is_none(region: Region) -> None:
    home = await Home.of(region)
    browser, running = await browser_of(home.himself), region.running
    assert browser.session is not None
    async with running.tampering() as connection:
        await connection.execute(
            "UPDATE handle SET until = until + interval '1 day' WHERE subject = $1",
            browser.session.who.subject,
        )

    assert (await browser.get("/wensen")).status_code == 403


async def test_a_session_of_another_kind_of_secret_is_none(region: Region) -> None:
    running = region.running
    secret = await sessions_of(running).leave(b"{}", running.clock())

    assert await sessions_of(running).of(secret, running.clock()) is None


async def test_a_log_in_too_weak_sees_nothing_and_is_told_to_log_in_otherwise(
    region: Region,
) -> None:
    home = await Home.of(region)
    weak = person(region.running, home.bsn, level="low")

    answer = await (await browser_of(weak)).get("/wensen")

    assert answer.status_code == 403
    assert "andere manier" in words_on(answer)
