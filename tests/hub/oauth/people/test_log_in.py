"""GET /auth/authorize and /auth/back: what a browser brings, and where it is sent.

https://www.rfc-editor.org/rfc/rfc9700#section-2.1 and #section-4
"""

import asyncio
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from hub.commands.clients import switch_client
from tests.builders import a_bsn
from tests.hub.oauth.people.judging import denied, sent, stopped
from tests.plugins.people import BACK, App, Browser, Inhabitant, PeopleHub, later
from tests.stubs.provider import Somebody

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "changes",
    [
        {"request_uri": None},
        {"request_uri": ""},
        {"request_uri": "https://evil.example/request"},
        {"request_uri": "urn:ietf:params:oauth:request_uri"},
        {"request_uri": None, "redirect_uri": BACK, "response_type": "code", "state": "x" * 43},
    ],
)
async def test_nothing_is_asked_but_by_a_pushed_request(
    people: PeopleHub, app: App, changes: dict[str, Any]
) -> None:
    with Browser(people) as browser:
        answer = browser.authorize(app, app.pushed(), **changes)

    await stopped(people, answer, "request-uri-absent")


async def test_a_request_that_was_never_pushed_is_none(people: PeopleHub, app: App) -> None:
    made_up = "urn:ietf:params:oauth:request_uri:" + "A" * 43
    with Browser(people) as browser:
        await stopped(people, browser.authorize(app, made_up), "request-uri-ended")


async def test_a_pushed_request_is_used_once(people: PeopleHub, app: App) -> None:
    request_uri = app.pushed()
    with Browser(people) as browser:
        assert browser.authorize(app, request_uri).status_code == 303
        await stopped(people, browser.authorize(app, request_uri), "request-uri-ended")
    with Browser(people) as other:
        await stopped(people, other.authorize(app, request_uri), "request-uri-ended")


async def test_a_request_is_of_the_app_that_pushed_it(people: PeopleHub, app: App) -> None:
    other = await people.app()
    with Browser(people) as browser:
        answer = browser.authorize(other, app.pushed())
        await stopped(people, answer, "client-differs")
        answer = browser.authorize(app, app.pushed(), client_id=None)
        await stopped(people, answer, "client-differs")


async def test_an_app_that_was_disabled_since_lets_nobody_in(people: PeopleHub, app: App) -> None:
    request_uri = app.pushed()
    await switch_client(people.owner_url, app.client_id, disabled=True)
    with Browser(people) as browser:
        await stopped(people, browser.authorize(app, request_uri), "client-unknown")


async def test_what_stands_beside_the_request_changes_nothing(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    """https://www.rfc-editor.org/rfc/rfc9126#section-4."""
    beside = {"redirect_uri": "https://evil.example/", "scope": "system/*.cruds", "state": "y" * 43}
    with Browser(people) as browser:
        away = browser.authorize(app, app.pushed(), **beside)
        asks = browser.http.get(browser.provider(away, who))
        browser.see(asks.headers["location"])
        assert "code" in sent(browser.answer("yes"), app)


async def test_a_parameter_twice_is_refused(people: PeopleHub, app: App) -> None:
    asked = [("client_id", app.client_id), ("request_uri", app.pushed())]
    with people.http() as http:
        answer = http.get(f"/auth/authorize?{urlencode([*asked, asked[0]])}")
    await stopped(people, answer, "query-duplicate")


async def test_who_only_looks_ahead_uses_nothing_up(people: PeopleHub, app: App) -> None:
    request_uri = app.pushed()
    asked = {"client_id": app.client_id, "request_uri": request_uri}
    with Browser(people) as browser:
        assert browser.http.head("/auth/authorize", params=asked).status_code == 400
        assert browser.authorize(app, request_uri).status_code == 303


async def test_where_nobody_can_log_in_the_app_is_told_so(people: PeopleHub, app: App) -> None:
    sign_in = people.application.providers.sign_in
    address = sign_in.address
    object.__setattr__(sign_in, "address", "http://127.0.0.1:9")
    try:
        with Browser(people) as browser:
            answer = browser.authorize(app, app.pushed())
    finally:
        object.__setattr__(sign_in, "address", address)

    assert sent(answer, app)["error"] == "temporarily_unavailable"
    assert await people.rule(answer) == "sign-in-unreachable"


async def test_the_level_and_the_language_are_asked_of_the_provider(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    high = "http://eidas.europa.eu/LoA/high"
    low = "http://eidas.europa.eu/LoA/low"
    with Browser(people) as browser:
        browser.back(app, who)
        browser.back(app, who, acr_values=high, ui_locales="en-GB nl")
        browser.back(app, who, acr_values=low, ui_locales="fr nl")
    asked = [(one["level"], one["lang"]) for one in people.provider.asked[-3:]]
    assert asked == [("substantial", "nl"), ("high", "en"), ("substantial", "nl")]


async def test_a_state_of_another_browser_is_none(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    """What an attacker began and somebody else ends, and the other way round."""
    with Browser(people) as attacker, Browser(people) as victim:
        link = attacker.provider(attacker.authorize(app, app.pushed()), who)
        await stopped(people, victim.http.get(link), "state-unknown")
        victim.authorize(app, app.pushed())
        await stopped(people, victim.http.get(link), "state-unknown")


@pytest.mark.parametrize("change", ["", "state=", "state=short", "state={}x", "code=abc"])
async def test_a_state_that_is_none_or_another_ends_there(
    people: PeopleHub, app: App, who: Inhabitant, change: str
) -> None:
    with Browser(people) as browser:
        link = browser.provider(browser.authorize(app, app.pushed()), who)
        state = dict(parse_qsl(urlsplit(link).query))["state"]
        answer = browser.http.get(f"/auth/back?{change.format(state)}")
        await stopped(people, answer, "state-unknown")


async def test_a_cookie_of_one_log_in_is_none_of_another(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    """Two windows: the secret of the one under the name of the other."""
    with Browser(people) as browser:
        one = browser.provider(browser.authorize(app, app.pushed()), who)
        [cookie] = browser.http.cookies.jar
        two = browser.provider(browser.authorize(app, app.pushed()), who)
        [other] = [each for each in browser.http.cookies.jar if each.name != cookie.name]
        browser.http.cookies.clear()
        browser.http.cookies.set(other.name, cookie.value, domain="127.0.0.1")
        await stopped(people, browser.http.get(two), "state-unknown")
        assert one != two


async def test_two_windows_of_one_browser_do_not_disturb_each_other(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        links = [browser.provider(browser.authorize(app, app.pushed()), who) for _ in range(2)]
        for link in links:
            browser.see(browser.http.get(link).headers["location"])
            assert "code" in sent(browser.answer("yes"), app)


async def test_coming_back_counts_once(people: PeopleHub, app: App, who: Inhabitant) -> None:
    with Browser(people) as browser:
        link = browser.provider(browser.authorize(app, app.pushed()), who)
        [cookie] = browser.http.cookies.jar
        before = cookie.value
        assert browser.http.get(link).status_code == 303
        await stopped(people, browser.http.get(link), "state-unknown")
        browser.http.cookies.clear()
        browser.http.cookies.set(cookie.name, before, domain="127.0.0.1")
        await stopped(people, browser.http.get(link), "state-used")


async def test_of_many_who_come_back_at_once_one_does(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        link = browser.provider(browser.authorize(app, app.pushed()), who)
        answers = await asyncio.gather(
            *(asyncio.to_thread(browser.http.get, link) for _ in range(6))
        )
    assert sorted(answer.status_code for answer in answers) == [303, *[400] * 5]


async def test_who_comes_back_too_late_begins_again(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        link = browser.provider(browser.authorize(app, app.pushed()), who)
        with later(people, minutes=16):
            await stopped(people, browser.http.get(link), "state-unknown")


async def test_the_cookie_is_of_this_host_and_of_this_window_alone(
    people: PeopleHub, app: App
) -> None:
    with Browser(people) as browser:
        answer = browser.authorize(app, app.pushed())

    said = answer.headers["set-cookie"]
    assert re.match(r"__Host-signing-in-[0-9a-f]{12}=[A-Za-z0-9_-]{43};", said)
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(said.split("; "))
    assert "domain" not in said.lower()


async def test_the_secret_of_the_cookie_changes_when_he_logged_in(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        away = browser.authorize(app, app.pushed())
        before = set(browser.http.cookies.values())
        browser.http.get(browser.provider(away, who))
        assert not before & set(browser.http.cookies.values())


@pytest.mark.parametrize(
    ("somebody", "rule"),
    [
        (Somebody("", fault="cancelled"), "sign-in-refused"),
        (Somebody(""), "sign-in-nobody"),
        (Somebody(a_bsn(), level="low"), "sign-in-level"),
    ],
)
async def test_whoever_does_not_come_in_is_refused_in_one_text(
    people: PeopleHub, app: App, somebody: Somebody, rule: str
) -> None:
    with Browser(people) as browser:
        await denied(people, browser.back(app, somebody), app, rule)


async def test_a_level_that_was_asked_is_held_to(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    high = "http://eidas.europa.eu/LoA/high"
    with Browser(people) as browser:
        await denied(people, browser.back(app, who, acr_values=high), app, "sign-in-level")
        sure = Somebody(who.bsn, level="high")
        assert browser.log_in(app, sure, acr_values=high).status_code == 200


async def test_who_logged_in_longer_ago_than_was_asked_is_refused(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        old = Somebody(who.bsn, ago=300)
        await denied(people, browser.back(app, old, max_age="60"), app, "sign-in-age")
        assert browser.log_in(app, old, max_age="600").status_code == 200
