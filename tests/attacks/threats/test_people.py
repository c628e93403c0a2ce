"""TH-30 to TH-35 and TH-37 to TH-40: apps of people, and what is done to them, over TLS."""

import secrets
from collections.abc import Collection, Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from hub.storage.database import Database
from hub.storage.sealing import Keyring
from tests.attacks.threats.conftest import Hubs
from tests.attacks.threats.judge import Judge
from tests.attacks.threats.table import THREATS
from tests.builders import a_bsn
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.people import BACK, App, Browser, Inhabitant, PeopleHub, people_hub
from tests.plugins.personal import has_bsn
from tests.stubs.provider import Somebody

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="session")
def people(
    database_url: str, owner_url: str, hubs: Hubs, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PeopleHub]:
    """A hub with TLS where people log in, on the database of these attacks."""
    folder = tmp_path_factory.mktemp("people")
    with people_hub(database_url, owner_url, folder, **hubs.sealing) as running:
        yield running


@pytest.fixture
def judge(owner: Database) -> Judge:
    """Looks at what an attack was answered, and left behind; the log is this process' own."""
    return Judge(owner, Keyring.parse(INDEX_KEY, SEALING_KEYS))


@pytest.fixture
async def app(people: PeopleHub) -> App:
    return await people.app()


@pytest.fixture
async def who(people: PeopleHub) -> Inhabitant:
    return await people.inhabitant()


async def stops(judge: Judge, rules: Collection[str], answer: httpx.Response) -> None:
    """By a page that sends nobody anywhere."""
    assert "location" not in answer.headers
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.status_code == 400
    [row] = await judge.left_behind(answer)
    assert row["rule"] in rules, row["rule"]
    assert not has_bsn(answer.content)


async def denies(judge: Judge, threat: str, answer: httpx.Response, app: App) -> bytes:
    """As stated, sent back to the app: what it learns, without its own state."""
    found = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert answer.headers["location"].startswith(f"{BACK}?")
    assert found.pop("state") == app.state
    assert found == {"error": THREATS[threat].code, "iss": app.hub.url}
    [row] = await judge.left_behind(answer)
    assert (row["status"], row["rule"] in THREATS[threat].left) == (THREATS[threat].status, True)
    assert not has_bsn(answer.headers["location"].encode())
    return answer.content + str(sorted(found.items())).encode()


async def test_th_30_a_code_that_comes_twice_ends_what_it_gave(
    judge: Judge, app: App, who: Inhabitant
) -> None:
    code = app.code(who)
    given = app.redeem(code).json()

    row = await judge.refuses("TH-30", app.redeem(code))

    assert row["interaction"] == "reuse"
    assert app.refresh(given["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "uri", [f"{BACK}.evil.tld/cb", "https://app.example.evil.tld/cb", f"{BACK}@evil.tld"]
)
async def test_th_31_an_address_that_only_begins_or_ends_like_one_is_none(
    judge: Judge, people: PeopleHub, app: App, uri: str
) -> None:
    """The app's own server reads why; a browser that comes with it gets a page."""
    pushed = app.push(redirect_uri=uri)
    assert (pushed.status_code, pushed.json()["error"]) == (400, "invalid_request")
    with Browser(people) as browser:
        asked = app.request(redirect_uri=uri)
        await stops(judge, THREATS["TH-31"].left, browser.http.get("/auth/authorize", params=asked))


async def test_th_32_without_the_verifier_a_code_is_nothing(
    judge: Judge, app: App, who: Inhabitant
) -> None:
    for verifier in (None, secrets.token_urlsafe(48)):
        await judge.refuses("TH-32", app.redeem(app.code(who), code_verifier=verifier))


async def test_th_33_plain_is_no_challenge(judge: Judge, app: App) -> None:
    for method in ("plain", None):
        challenge = {"code_challenge": app.verifier[:43], "code_challenge_method": method}
        await judge.refuses("TH-33", app.push(**challenge))


async def test_th_34_the_state_comes_back_as_it_went_and_ours_is_of_one_browser(
    judge: Judge, people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as attacker, Browser(people) as victim:
        link = attacker.provider(attacker.authorize(app, app.pushed()), who)
        await stops(judge, {"state-unknown"}, victim.http.get(link))
        await stops(judge, {"state-unknown"}, attacker.http.get(link.replace("state=", "other=")))
        attacker.see(attacker.http.get(link).headers["location"])
        sent = attacker.answer("yes").headers["location"]
    assert dict(parse_qsl(urlsplit(sent).query))["state"] == app.state


async def test_th_35_every_answer_says_who_answers(
    judge: Judge, people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        browser.log_in(app, who)
        yes = browser.answer("yes").headers["location"]
    with Browser(people) as browser:
        no = browser.back(app, Somebody("", fault="cancelled")).headers["location"]
    for url in (yes, no):
        assert parse_qsl(urlsplit(url).query)[-1] == ("iss", people.url)
    assert judge


async def test_th_37_a_refresh_token_that_comes_again_ends_its_family(
    judge: Judge, app: App, who: Inhabitant
) -> None:
    first = app.tokens(who)
    second = app.refresh(first["refresh_token"]).json()

    row = await judge.refuses("TH-37", app.refresh(first["refresh_token"]))

    assert row["interaction"] == "reuse"
    assert app.refresh(second["refresh_token"]).json()["error"] == "invalid_grant"


async def test_th_38_who_is_not_sure_enough_does_not_come_in(
    judge: Judge, people: PeopleHub, app: App, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        answer = browser.back(app, Somebody(who.bsn, level="low"))
    await denies(judge, "TH-38", answer, app)


async def test_th_39_an_app_that_nobody_registered_sends_nobody(
    judge: Judge, people: PeopleHub, app: App
) -> None:
    with Browser(people) as browser:
        asked = app.request(client_id="pgo.unknown.example")
        answer = browser.http.get("/auth/authorize", params=asked)
        await stops(judge, THREATS["TH-39"].left, answer)
        answer = browser.authorize(app, app.pushed(), client_id="pgo.unknown.example")
        await stops(judge, THREATS["TH-39"].left, answer)


async def test_th_40_of_whom_nothing_is_kept_an_app_learns_as_little_as_of_a_no(
    judge: Judge, people: PeopleHub, app: App, who: Inhabitant
) -> None:
    told = set()
    for somebody, said in ((Somebody(a_bsn()), "yes"), (who, "no"), (Somebody(a_bsn()), "no")):
        with Browser(people) as browser:
            browser.log_in(app, somebody)
            told.add(await denies(judge, "TH-40", browser.answer(said), app))
    with Browser(people) as browser:
        answer = browser.back(app, Somebody("", fault="cancelled"))
        told.add(await denies(judge, "TH-40", answer, app))
    assert len(told) == 1
