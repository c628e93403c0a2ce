"""What was typed is never lost: not by time, by a new log-in, nor by what goes wrong beneath."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from hub.access.sessions import TYPED
from hub.pages.cookies import Cookies
from tests.hub.dossier import found
from tests.hub.pages.mijn.test_log_in import Desk, Door
from tests.hub.pages.mijn.visitors import (
    Browser,
    browser_of,
    hidden,
    request_of,
    typed,
    words_on,
)
from tests.hub.persons import Person
from tests.hub.write.home import Home
from tests.plugins.hub import Clock, Region

pytestmark = pytest.mark.anyio
SAID = {"versie": "0", "woord-matters": "Elke dag naar de eendjes."}
FORM = "/eigen-woorden/schrijven"


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


@pytest.fixture
def clock(region: Region) -> Iterator[Clock]:
    yield region.running.clock
    region.running.clock.ahead = timedelta()


async def too_late(browser: Browser, clock: Clock, path: str = "/eigen-woorden/controle") -> str:
    """The secret of what he typed, sent after his session ended; empty where none was kept."""
    clock.ahead += timedelta(minutes=16)
    answer = await browser.post(path, SAID)
    assert answer.status_code == 403
    assert "U bent uitgelogd" in words_on(answer)
    assert "eendjes" not in answer.text
    return answer.cookies.get("mijn-typed", "")


async def back(person: Person, secret: str) -> httpx.Response:
    """The form, as this one has it after he logged in in the same browser."""
    browser = await browser_of(person)
    browser.client.cookies.set("mijn-typed", secret, domain="127.0.0.1", path="/")
    return await browser.get(FORM)


async def test_what_was_sent_too_late_is_there_again_for_who_typed_it(
    home: Home, clock: Clock
) -> None:
    browser = await browser_of(home.himself)
    secret = await too_late(browser, clock)

    form = await back(home.himself, secret)

    assert typed(form)["woord-matters"] == SAID["woord-matters"]
    assert "U was uitgelogd. Wat u schreef, staat hier weer." in words_on(form)
    assert found(await home.himself.get(f"QuestionnaireResponse?patient={home.patient}")) == []


async def test_logging_in_again_leads_back_to_the_form(
    region: Region, home: Home, clock: Clock
) -> None:
    neighbour = await Home.of(region)
    for who, way in (
        (home.himself, "/mijn/eigen-woorden/schrijven"),
        (neighbour.himself, "/mijn"),
    ):
        secret = await too_late(await browser_of(home.himself), clock)
        door = Door(region.running, Desk(request_of(who)))
        browser = door.browser()
        browser.client.cookies.set("mijn-typed", secret, domain="127.0.0.1", path="/")
        sent = await browser.get("/inloggen")
        came = await browser.get(door.answer(sent.headers["location"]))
        assert came.headers["location"] == way


async def test_nobody_else_in_the_same_browser_has_it(
    region: Region, home: Home, clock: Clock
) -> None:
    secret = await too_late(await browser_of(home.himself), clock)
    neighbour, proxy = await Home.of(region), home.standing_for(region, "proxy")

    for other in (neighbour.himself, proxy):
        assert "eendjes" not in (await back(other, secret)).text
    for made_up in ("x" * 43, "", secret[:-1]):
        assert "eendjes" not in (await back(home.himself, made_up)).text


async def test_what_was_typed_on_one_form_is_not_put_into_another(home: Home, clock: Clock) -> None:
    path = f"/klopt-niet/{home.goal}/controle"
    secret = await too_late(await browser_of(home.himself), clock, path)
    assert secret

    form = await back(home.himself, secret)

    assert "eendjes" not in form.text
    assert "U was uitgelogd" not in words_on(form)


async def test_after_an_hour_it_is_gone(home: Home, clock: Clock) -> None:
    secret = await too_late(await browser_of(home.himself), clock)
    clock.ahead += TYPED

    assert "eendjes" not in (await back(home.himself, secret)).text


async def test_it_is_gone_once_it_is_kept_or_he_logs_out(home: Home, clock: Clock) -> None:
    for path in ("/eigen-woorden/opslaan", "/uitloggen"):
        secret = await too_late(await browser_of(home.himself), clock)
        browser = await browser_of(home.himself)
        browser.client.cookies.set("mijn-typed", secret, domain="127.0.0.1", path="/")
        form = await browser.get(FORM)
        done = await browser.post(path, {**hidden(form), **SAID})

        assert done.status_code == 303
        assert "mijn-typed=" in done.headers["set-cookie"]
        again = await back(home.himself, secret)
        assert "U was uitgelogd" not in words_on(again)


@pytest.mark.parametrize(
    "headers", [{"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}], ids=str
)
async def test_nothing_that_another_site_sent_is_kept(
    home: Home, clock: Clock, headers: dict[str, str]
) -> None:
    browser = await browser_of(home.himself)
    clock.ahead += timedelta(minutes=16)

    answer = await browser.post("/eigen-woorden/controle", SAID, **headers)
    forged = await browser.post("/eigen-woorden/controle", {**SAID, "teken": "x"})

    assert (answer.status_code, forged.status_code) == (403, 403)
    assert "mijn-typed" not in answer.cookies
    assert "mijn-typed" not in forged.cookies


async def test_of_who_logged_out_nothing_is_kept(home: Home, clock: Clock) -> None:
    browser = await browser_of(home.himself)
    await browser.post("/uitloggen")
    browser.client.cookies.set("mijn", browser.secret, domain="127.0.0.1", path="/")

    answer = await browser.post("/eigen-woorden/controle", SAID)

    assert answer.status_code == 403
    assert "mijn-typed" not in answer.cookies


async def test_a_form_of_a_session_before_comes_back_with_its_text(home: Home) -> None:
    before, now = await browser_of(home.himself), await browser_of(home.himself)
    assert before.session is not None
    old = {**SAID, "teken": before.session.form_token}

    told = await now.post("/eigen-woorden/opslaan", old)
    silent = await now.client.post("/mijn/eigen-woorden/opslaan", data=old)

    assert told.status_code == 403
    assert typed(told)["woord-matters"] == SAID["woord-matters"]
    assert hidden(told)["teken"] != before.session.form_token
    assert "eendjes" not in silent.text
    assert found(await home.himself.get(f"QuestionnaireResponse?patient={home.patient}")) == []


async def test_staying_logged_in_and_the_other_language_keep_what_was_typed(home: Home) -> None:
    browser = await browser_of(home.himself)
    form = await browser.get(FORM)

    for path in ("/mijn/eigen-woorden/schrijven", "/mijn/en/eigen-woorden/schrijven"):
        assert f'form="typen" formaction="{path}"' in form.text
        answer = await browser.post(path.removeprefix("/mijn"), SAID)
        assert answer.status_code == 200
        assert typed(answer)["woord-matters"] == SAID["woord-matters"]
    assert "U blijft ingelogd tot" in words_on(form)


async def test_where_too_much_is_asked_at_once_the_text_comes_back(home: Home) -> None:
    browser = await browser_of(home.himself)
    for _ in range(80):
        answer = await browser.post("/eigen-woorden/schrijven", SAID)
        assert typed(answer)["woord-matters"] == SAID["woord-matters"]

    assert answer.status_code == 429
    assert "Het is te druk" in words_on(answer)


def test_the_cookie_of_it_is_bound_to_this_host() -> None:
    assert Cookies(is_secure=True).name("mijn-typed") == "__Host-mijn-typed"
