"""GET /auth/authorize, /auth/back and /auth/ask: what a browser brings, and where it is sent.

https://www.rfc-editor.org/rfc/rfc9700#section-2.1 and #section-4
"""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from hub.commands.clients import switch_client
from hub.oauth.people.authorization_request import LANGUAGES
from hub.storage.database import Database
from tests.builders import a_bsn
from tests.plugins.people import BACK, App, Browser, Inhabitant, PeopleHub, later
from tests.stubs.provider import Somebody

pytestmark = pytest.mark.anyio
ISSUER_AND_STATE = {"iss", "state"}


@pytest.fixture
async def app(people: PeopleHub) -> App:
    return await people.app()


@pytest.fixture
async def who(people: PeopleHub) -> Inhabitant:
    return await people.inhabitant()


async def stopped(people: PeopleHub, answer: httpx.Response, rule: str, status: int = 400) -> None:
    """A page that sends nobody anywhere and tells nothing, with its row."""
    assert answer.status_code == status, answer.text
    assert "location" not in answer.headers
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Deze pagina werkt niet meer" in answer.text
    assert "form-action 'none'" in answer.headers["content-security-policy"]
    assert "app.example" not in answer.text
    assert await people.rule(answer) == rule


def sent(answer: httpx.Response, app: App) -> dict[str, str]:
    """What the app's redirect address gets: exactly there, with the state and who answers."""
    assert answer.status_code == 303, answer.text
    url = answer.headers["location"]
    assert url.startswith(f"{BACK}?")
    pairs = parse_qsl(urlsplit(url).query)
    found = dict(pairs)
    assert len(found) == len(pairs)
    assert (found["state"], found["iss"]) == (app.state, app.hub.url)
    return found


async def denied(people: PeopleHub, answer: httpx.Response, app: App, rule: str) -> None:
    """One text for all."""
    assert sent(answer, app) == {"error": "access_denied", "state": app.state, "iss": people.url}
    rows = await people.rows(answer)
    assert [(row["rule"], row["status"]) for row in rows] == [(rule, 403)]


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


async def test_of_whom_nothing_is_kept_it_is_learnt_as_little(people: PeopleHub, app: App) -> None:
    """Nor whether he is a child, or has died: the same question, the same answer."""
    people_refused = [
        Somebody(a_bsn()),
        await people.inhabitant(age=9),
        await people.inhabitant(deceasedBoolean=True),
    ]
    for one in people_refused:
        with Browser(people) as browser:
            assert browser.log_in(app, one).status_code == 200
            await denied(people, browser.answer("yes"), app, "not-entitled")


async def test_who_says_no_is_taken_at_his_word(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        browser.log_in(app, who)
        await denied(people, browser.answer("no"), app, "declined")
        assert sent(browser.answer("yes"), app)["error"] == "access_denied"


async def test_what_is_no_answer_is_a_no(people: PeopleHub, app: App, who: Inhabitant) -> None:
    with Browser(people) as browser:
        browser.log_in(app, who)
        await denied(people, browser.answer("YES "), app, "declined")


async def test_pressed_twice_is_pressed_once(people: PeopleHub, app: App, who: Inhabitant) -> None:
    with Browser(people) as browser:
        browser.log_in(app, who)
        first, second = browser.answer("yes"), browser.answer("yes")
        assert first.headers["location"] == second.headers["location"]
        await stopped(people, browser.http.get(browser.page), "asking-ended")


async def test_pressed_many_times_at_once_is_pressed_once(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        browser.log_in(app, who)
        answers = await asyncio.gather(
            *(asyncio.to_thread(browser.answer, "yes") for _ in range(6))
        )
    assert len({answer.headers["location"] for answer in answers}) == 1
    rows = [row["rule"] for answer in answers for row in await people.rows(answer)]
    assert rows == ["permitted"]
    assert app.redeem(sent(answers[0], app)["code"]).status_code == 200


async def test_an_address_that_is_no_longer_registered_is_not_sent_to(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    async def registered(uris: str) -> None:
        async with owner.connection() as connection:
            named = "UPDATE client SET redirect_uris = $2 WHERE client_id = $1"
            await connection.execute(named, app.client_id, uris)

    owner = await Database.open(people.owner_url, 1)
    try:
        request_uri = app.pushed()
        await registered("https://app.example/other")
        with Browser(people) as browser:
            await stopped(people, browser.authorize(app, request_uri), "redirect-uri")
        await registered(BACK)
        with Browser(people) as browser:
            browser.log_in(app, who)
            await registered("https://app.example/other")
            await stopped(people, browser.answer("yes"), "redirect-uri")
    finally:
        await owner.close()


async def test_a_form_of_another_is_none(people: PeopleHub, app: App, who: Inhabitant) -> None:
    with Browser(people) as browser, Browser(people) as attacker:
        attacker.log_in(app, await people.inhabitant())
        browser.log_in(app, who)
        right, browser.form = browser.form, attacker.form
        await stopped(people, browser.answer("yes"), "form-foreign", 403)
        browser.form = ""
        await stopped(people, browser.answer("yes"), "form-foreign", 403)
        browser.form = right
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "https://evil.example"},
            {"Origin": "https://127.0.0.1"},
        ):
            await stopped(people, browser.answer("yes", **headers), "form-cross-site", 403)
        for headers in ({}, {"Origin": people.url}, {"Origin": "null"}):
            assert "code" in sent(browser.answer("yes", **headers), app)


async def test_an_answer_comes_as_a_form(people: PeopleHub, app: App, who: Inhabitant) -> None:
    with Browser(people) as browser:
        browser.log_in(app, who)
        body = {"form": browser.form, "answer": "yes"}
        await stopped(people, browser.http.post(browser.page, json=body), "form-type")
        form = "application/x-www-form-urlencoded"
        for content, rule in ((b"a" * 5_000, "form-large"), (b"form=\xff", "form-malformed")):
            answer = browser.http.post(
                browser.page, content=content, headers={"Content-Type": form}
            )
            await stopped(people, answer, rule)


async def test_without_the_cookie_nobody_is_asked(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser, Browser(people) as other:
        browser.log_in(app, who)
        await stopped(people, other.http.get(browser.page), "asking-unknown")
        other.page, other.form = browser.page, browser.form
        await stopped(people, other.answer("yes"), "asking-unknown")


async def test_who_thinks_too_long_begins_again(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        browser.log_in(app, who)
        with later(people, minutes=16):
            await stopped(people, browser.answer("yes"), "asking-unknown")


async def test_nobody_answers_before_he_logged_in(people: PeopleHub, app: App) -> None:
    with Browser(people) as browser:
        browser.authorize(app, app.pushed())
        [cookie] = browser.http.cookies.jar
        browser.page = f"/auth/ask?of={cookie.name.rpartition('-')[2]}"
        await stopped(people, browser.answer("yes"), "asking-unknown")


async def test_every_answer_keeps_to_itself(people: PeopleHub, app: App, who: Inhabitant) -> None:
    """No frame, no script, no trace, and 303 whatever was sent."""
    with Browser(people) as browser:
        away = browser.authorize(app, app.pushed())
        asks = browser.http.get(browser.provider(away, who))
        shown = browser.see(asks.headers["location"])
        sent_on = browser.answer("yes")
        nothing = browser.http.get("/auth/authorize")
    for answer in (away, asks, shown, sent_on, nothing):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
    assert {away.status_code, asks.status_code, sent_on.status_code} == {303}
    assert "form-action 'self' https://app.example;" in shown.headers["content-security-policy"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_question_says_who_asks_what_and_names_nobody(
    people: PeopleHub, app: App, who: Inhabitant, language: str
) -> None:
    with Browser(people) as browser:
        shown = browser.log_in(app, who, ui_locales=language)
        other = browser.http.get(f"{browser.page}&lang=en")

    assert app.name in shown.text
    assert f'<html lang="{language}">' in shown.text
    assert '<html lang="en">' in other.text
    assert who.bsn not in shown.text
    assert who.patient not in shown.text
    assert "<script" not in shown.text
    assert "style=" not in shown.text
    assert shown.text.count("<li>") == 5


async def test_less_is_asked_where_less_is_wanted(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        shown = browser.log_in(app, who, scope="patient/Goal.rs")

    assert shown.text.count("<li>") == 1
    assert "een deel" in shown.text


async def test_the_name_of_an_app_is_no_markup(people: PeopleHub, who: Inhabitant) -> None:
    app = await people.app(name="<b onclick=x>{{ 7 * 7 }}{0}")
    with Browser(people) as browser:
        shown = browser.log_in(app, who)

    assert "&lt;b onclick=x&gt;{{ 7 * 7 }}{0}" in shown.text
    assert "<b onclick" not in shown.text


@pytest.fixture
async def parent(people: PeopleHub, who: Inhabitant) -> tuple[Inhabitant, Inhabitant]:
    """A parent and his child of nine."""
    child = await people.inhabitant(age=9)
    said = {"bsn": child.bsn, "ground": "parent", "name": "Sietske"}
    people.provider.mandates[who.bsn] = [said]
    return who, child


async def test_who_may_act_for_another_is_asked_for_whom(
    people: PeopleHub, app: App, parent: tuple[Inhabitant, Inhabitant]
) -> None:
    himself, child = parent
    with Browser(people) as browser:
        shown = browser.log_in(app, himself)
        assert "Sietske (uw kind)" in shown.text
        assert child.bsn not in shown.text
        fault = browser.answer("yes")
        assert fault.status_code == 400
        assert "<title>Fout:" in fault.text
        for wrong in ("2", "-1", "0", "١"):
            assert browser.answer("yes", whose=wrong).status_code == 400
        code = sent(browser.answer("yes", whose="1"), app)["code"]
    found = app.redeem(code).json()
    assert found["patient"] == child.patient
    assert app.read(found["access_token"], f"/fhir/Patient/{child.patient}").status_code == 200
    assert app.read(found["access_token"], f"/fhir/Patient/{himself.patient}").status_code == 403


async def test_he_may_act_for_himself_all_the_same(
    people: PeopleHub, app: App, parent: tuple[Inhabitant, Inhabitant]
) -> None:
    himself, _ = parent
    with Browser(people) as browser:
        browser.log_in(app, himself)
        code = sent(browser.answer("yes", whose="self"), app)["code"]
    assert app.redeem(code).json()["patient"] == himself.patient


async def test_a_mandate_that_ended_while_he_was_asked_is_none(
    people: PeopleHub, app: App, parent: tuple[Inhabitant, Inhabitant]
) -> None:
    himself, _ = parent
    with Browser(people) as browser:
        browser.log_in(app, himself)
        people.provider.mandates.clear()
        await denied(people, browser.answer("yes", whose="1"), app, "not-entitled")


@pytest.mark.parametrize(
    "changes",
    [
        {"ground": "neighbour"},
        {"until": (datetime.now(UTC) - timedelta(seconds=1)).isoformat()},
        {"bsn": "himself"},
    ],
)
async def test_a_mandate_that_is_none_is_not_offered(
    people: PeopleHub,
    app: App,
    parent: tuple[Inhabitant, Inhabitant],
    changes: dict[str, str],
) -> None:
    himself, _ = parent
    [said] = people.provider.mandates[himself.bsn]
    said |= changes
    if said["bsn"] == "himself":
        said["bsn"] = himself.bsn
    with Browser(people) as browser:
        shown = browser.log_in(app, himself)

    assert "Sietske" not in shown.text
    assert "fieldset" not in shown.text


async def test_a_ground_that_does_not_entitle_is_refused_like_all_others(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    """A parent reads for no child of 14: the register may say what it likes."""
    child = await people.inhabitant(age=14)
    people.provider.mandates[who.bsn] = [{"bsn": child.bsn, "ground": "parent"}]
    with Browser(people) as browser:
        browser.log_in(app, who)
        await denied(people, browser.answer("yes", whose="1"), app, "not-entitled")


async def test_no_number_stands_in_a_name_that_is_offered(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    children = [await people.inhabitant(age=9) for _ in range(2)]
    people.provider.mandates[who.bsn] = [
        {"bsn": one.bsn, "ground": "parent", "name": f"kind {one.bsn}"} for one in children
    ]
    with Browser(people) as browser:
        shown = browser.log_in(app, who)

    assert not any(one.bsn in shown.text for one in children)
    assert "uw kind · 2" in shown.text


async def test_who_is_refused_too_often_fills_no_ledger_and_keeps_nobody_out(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    doors = people.application.people
    assert doors is not None
    limit = doors.refusals
    before = limit.rate, limit.burst
    limit.rate, limit.burst = 0.001, 3
    limit._left.clear()
    try:
        with people.http() as http:
            answers = [http.get("/auth/authorize") for _ in range(6)]
        with Browser(people) as browser:
            browser.log_in(app, who)
            assert "code" in sent(browser.answer("yes"), app)
    finally:
        limit.rate, limit.burst = before
        limit._left.clear()
    assert [answer.status_code for answer in answers] == [400] * 3 + [429] * 3
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert "Wacht een minuut" in answers[-1].text
    rows = [await people.rows(answer) for answer in answers]
    assert [each[0]["rule"] for each in rows[:4]] == ["request-uri-absent"] * 3 + ["pages-refused"]


async def test_a_form_that_breaks_off_is_no_fault_of_the_hub(people: PeopleHub) -> None:
    """Half of what was promised, and the connection goes: the next one is answered."""
    with people.http() as http:
        head = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": "500"}
        with pytest.raises(httpx.HTTPError):
            http.post("/auth/ask?of=x", content=_breaks_off(), headers=head)
        assert http.get("/auth/ask?of=x").status_code == 400


def _breaks_off() -> Iterator[bytes]:
    yield b"form=half"
    raise httpx.WriteError("gone")
