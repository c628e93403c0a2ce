"""GET and POST /auth/ask: what a person is asked, and what counts as his answer.

https://www.rfc-editor.org/rfc/rfc9700#section-4.16
"""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from hub.oauth.people.authorization_request import LANGUAGES
from hub.storage.database import Database
from tests.builders import a_bsn
from tests.hub.oauth.people.judging import denied, sent, stopped
from tests.plugins.people import BACK, App, Browser, Inhabitant, PeopleHub, later
from tests.stubs.provider import Somebody

pytestmark = pytest.mark.anyio


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
    assert shown.text.count("<li>") == 7


async def test_less_is_asked_where_less_is_wanted(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        shown = browser.log_in(app, who, scope="patient/Goal.rs")

    assert shown.text.count("<li>") == 1
    assert "een deel" in shown.text


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("Consent.crus", "kiezen wie uw wensen mag zien"),
        ("QuestionnaireResponse.crus", "uw eigen woorden voor u opschrijven"),
        ("Task.crs", "zeggen dat iets niet klopt"),
    ],
)
async def test_each_thing_that_an_app_may_write_is_told(
    people: PeopleHub, app: App, who: Inhabitant, scope: str, told: str
) -> None:
    with Browser(people) as browser:
        shown = browser.log_in(app, who, scope=f"patient/{scope}")

    assert shown.text.count("<li>") == 2
    assert told in shown.text


async def test_the_name_of_an_app_is_no_markup(people: PeopleHub, who: Inhabitant) -> None:
    app = await people.app(name="<b onclick=x>{{ 7 * 7 }}{0}")
    with Browser(people) as browser:
        shown = browser.log_in(app, who)

    assert "&lt;b onclick=x&gt;{{ 7 * 7 }}{0}" in shown.text
    assert "<b onclick" not in shown.text


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
