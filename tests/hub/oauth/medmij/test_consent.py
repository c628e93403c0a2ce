"""The question whether an app may have it."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.resources import files

import pytest

from tests.hub.oauth.medmij.conftest import Someone
from tests.hub.oauth.medmij.pgo import Browser, National, Pgo
from tests.hub.persons import person
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
def browser(pgo: Pgo, someone: Someone) -> Iterator[Browser]:
    """In front of the question."""
    pgo.national.log_ins.bsn = someone.bsn
    with pgo.browser() as browser:
        browser.authorize()
        yield browser


def consent(browser: Browser) -> str:
    return f"{browser.national.url}/medmij/consent"


def test_it_names_the_app_the_provider_and_what_is_asked_for_in_dutch(browser: Browser) -> None:
    page = browser.page

    assert page.status_code == 200
    assert '<html lang="nl">' in page.text
    assert "<h1>Mag Mijn Dossier &amp; Co uw gegevens ophalen?</h1>" in page.text
    assert "Zorg in Almere" in page.text
    assert "<li>Basisgegevens zorg</li>" in page.text
    assert "Documenten" not in page.text, "of which there is nothing"


def test_nothing_of_the_person_stands_in_it_or_in_its_address(
    browser: Browser, someone: Someone
) -> None:
    said = browser.page.text + str(browser.page.request.url) + str(browser.page.headers)

    assert someone.bsn not in said
    assert someone.patient.partition("/")[2] not in said


def test_it_may_be_read_in_english_and_read_again(browser: Browser) -> None:
    for _ in range(2):
        browser.open(f"{consent(browser)}?lang=en")

        assert '<html lang="en">' in browser.page.text
        assert "may collect this" in browser.page.text
    assert browser.answer("yes").keys() == {"code", "state"}


def test_nothing_runs_in_it_and_it_stands_in_no_other_page(browser: Browser) -> None:
    head = browser.page.headers
    policy = head["Content-Security-Policy"]

    assert f"form-action 'self' https://{browser.pgo.host}" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (head["X-Frame-Options"], head["Referrer-Policy"]) == ("DENY", "no-referrer")
    assert head["Cache-Control"] == "no-store"
    assert not re.search(r"<script|<style|style=|\son[a-z]+=", browser.page.text)


def test_later_too_is_not_chosen_beforehand(browser: Browser) -> None:
    assert "checked" not in browser.page.text


@pytest.mark.parametrize("choice", ["", "maybe", "YES"])
def test_who_chooses_nothing_is_asked_again(browser: Browser, choice: str) -> None:
    browser.open(consent(browser), "POST", data={"form": browser.form, "choice": choice})

    assert browser.page.status_code == 400
    assert "<title>Fout: kies ja of nee</title>" in browser.page.text
    form = {"form": browser.form, "choice": "yes"}
    browser.open(consent(browser), "POST", data=form)
    assert browser.page.status_code == 303


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"form": ""}, {}),
        ({"form": "x" * 43}, {}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "same-site"}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Origin": "null"}),
        ({}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "none"}),
    ],
)
def test_an_answer_that_comes_from_another_page_gives_nothing(
    browser: Browser, form: dict[str, str], headers: dict[str, str]
) -> None:
    said = {"form": browser.form, "choice": "yes"}

    browser.open(consent(browser), "POST", data=said | form, headers=headers)

    assert browser.page.status_code == 400
    assert "Location" not in browser.page.headers
    browser.open(consent(browser), "POST", data=said, headers={"Origin": browser.national.url})
    assert browser.page.status_code == 303, "and takes nothing away"


def test_an_answer_without_the_cookie_gives_nothing(browser: Browser) -> None:
    form = {"form": browser.form, "choice": "yes"}
    browser.http.cookies.clear()

    browser.open(consent(browser), "POST", data=form)

    assert (browser.page.status_code, "Location" in browser.page.headers) == (400, False)


def test_who_presses_twice_gives_one_code(browser: Browser) -> None:
    form = {"form": browser.form, "choice": "yes"}
    cookie = {"Cookie": f"__Host-medmij={browser.http.cookies['__Host-medmij']}"}
    browser.open(consent(browser), "POST", data=form)
    browser.open(consent(browser), "POST", data=form, headers=cookie)

    assert [page.status_code for page in browser.seen[-2:]] == [303, 400]


def test_of_answers_at_one_moment_one_gives_a_code(browser: Browser) -> None:
    form = {"form": browser.form, "choice": "yes"}
    cookie = {"Cookie": f"__Host-medmij={browser.http.cookies['__Host-medmij']}"}

    def press(_: int) -> int:
        with browser.pgo.connected(bare=True) as http:
            return http.post("/medmij/consent", data=form, headers=cookie).status_code

    with ThreadPoolExecutor(8) as many:
        assert sorted(many.map(press, range(8))) == [303] + [400] * 7


def test_the_question_waits_a_quarter_of_an_hour(browser: Browser) -> None:
    browser.national.clock.ahead = timedelta(minutes=15)
    form = {"form": browser.form, "choice": "yes"}

    browser.open(consent(browser), "POST", data=form)

    assert "Location" not in browser.page.headers


def test_an_app_that_left_the_list_meanwhile_gets_nothing(browser: Browser) -> None:
    del browser.national.node.lists.clients[browser.pgo.host]
    browser.national.relisted()

    browser.open(consent(browser), "POST", data={"form": browser.form, "choice": "yes"})

    assert "Location" not in browser.page.headers


def test_the_answer_goes_back_by_see_other_and_the_cookie_goes(browser: Browser) -> None:
    said = browser.answer("yes")

    assert said.keys() == {"code", "state"}
    assert browser.page.status_code == 303
    assert "max-age=0" in browser.page.headers["Set-Cookie"].lower()


@pytest.mark.parametrize(("choice", "rule"), [("yes", "consent-given"), ("no", "consent-refused")])
async def test_both_answers_stand_in_his_own_log(
    browser: Browser, someone: Someone, region: Region, choice: str, rule: str
) -> None:
    browser.answer(choice)

    [row] = await region.left_behind(browser.page)
    assert (row["interaction"], row["rule"], row["client_id"]) == (
        "authorize",
        rule,
        browser.pgo.host,
    )
    himself = person(region.running, someone.bsn)
    log = (await himself.get("AuditEvent")).json()
    told = [one["resource"] for one in log["entry"]]
    assert any(rule in one["outcomeDesc"] and one["type"]["code"] == "110114" for one in told)


def test_the_page_is_styled_by_a_file_of_its_own(national: National, browser: Browser) -> None:
    browser.open(f"{national.url}/medmij/page.css")

    assert browser.page.headers["Content-Type"] == "text/css; charset=utf-8"


def words(language: str) -> dict[str, str]:
    return json.loads(files("hub.oauth.medmij").joinpath(f"{language}.json").read_text("utf-8"))


def test_both_languages_have_the_same_words() -> None:
    nl, en = words("nl"), words("en")

    assert nl.keys() == en.keys()
    named = re.compile(r"\{\w+\}")
    assert [key for key in nl if set(named.findall(nl[key])) != set(named.findall(en[key]))] == []


def test_what_an_inhabitant_reads_is_short_and_says_who_acts() -> None:
    for key, text in words("nl").items():
        for sentence in re.split(r"(?<=[.?!:]) ", text):
            assert len(sentence.split()) <= 15, (key, sentence)
            assert not re.search(r"\b(word(t|en)|werd(en)?)\b", sentence), (key, sentence)
