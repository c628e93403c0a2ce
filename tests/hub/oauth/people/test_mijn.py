"""Logging in to /mijn: the same door, and a code that nobody but the page redeems."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from hub.ledger.append import Ledger
from hub.oauth.people.mijn import MIJN, MijnLogIn
from hub.oauth.people.own_app import OwnLogIn
from hub.storage.database import Database
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring
from profiles.identifiers import BSN
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.people import Browser, Inhabitant, PeopleHub
from tests.stubs.provider import Somebody

pytestmark = pytest.mark.anyio
KEYRING = Keyring.parse(INDEX_KEY, SEALING_KEYS)


class NotLoggedIn(Exception):
    """The page's own."""


@pytest.fixture
async def mijn(people: PeopleHub, database_url: str) -> AsyncIterator[MijnLogIn]:
    """The port, in a process of its own as it were."""
    database = await Database.open(database_url, 2)
    ledger = Ledger(database, KEYRING)
    yield MijnLogIn(OwnLogIn(database, ledger, KEYRING, people.url, NotLoggedIn))
    await database.close()


@pytest.fixture
async def who(people: PeopleHub) -> Inhabitant:
    return await people.inhabitant()


async def begun(people: PeopleHub, browser: Browser, mijn: MijnLogIn, who: object) -> tuple:
    """Where he is sent after logging in, and what the page kept."""
    url, kept = await mijn.begin("nl", datetime.now(UTC))
    assert url.startswith(f"{people.url}/auth/authorize?")
    away = browser.http.get(url)
    return browser.http.get(browser.provider(away, who)), kept


def pairs_of(url: str, people: PeopleHub) -> dict[str, str]:
    """What /mijn/in gets."""
    assert url.startswith(f"{people.url}/mijn/in?")
    return dict(parse_qsl(urlsplit(url).query))


async def test_who_comes_for_himself_is_not_asked_whether_the_hub_may(
    people: PeopleHub, mijn: MijnLogIn, who: Inhabitant
) -> None:
    with Browser(people) as browser:
        answer, kept = await begun(people, browser, mijn, who)
    pairs = pairs_of(answer.headers["location"], people)

    found = await mijn.finish(pairs, kept, datetime.now(UTC))

    name = inhabitant(KEYRING, BSN(who.bsn)).pat
    assert (found.whose, found.subject, found.ground) == (name, name, None)
    assert found.assurance == "substantial"
    with pytest.raises(NotLoggedIn):
        await mijn.finish(pairs, kept, datetime.now(UTC))


async def test_who_may_act_for_another_says_for_whom_he_comes(
    people: PeopleHub, mijn: MijnLogIn, who: Inhabitant
) -> None:
    child = await people.inhabitant(age=9)
    people.provider.mandates[who.bsn] = [{"bsn": child.bsn, "ground": "parent"}]
    with Browser(people) as browser:
        answer, kept = await begun(people, browser, mijn, who)
        browser.see(answer.headers["location"])
        answer = browser.answer("yes", whose="1")
    found = await mijn.finish(pairs_of(answer.headers["location"], people), kept, datetime.now(UTC))

    assert found.whose == inhabitant(KEYRING, BSN(child.bsn)).pat
    assert found.ground == "parent"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "another"},
        {"state": ""},
        {"iss": "https://evil.example"},
        {"iss": ""},
        {"code": "A" * 43},
        {"code": ""},
    ],
)
async def test_what_does_not_fit_lets_nobody_in(
    people: PeopleHub, mijn: MijnLogIn, who: Inhabitant, change: dict[str, str]
) -> None:
    with Browser(people) as browser:
        answer, kept = await begun(people, browser, mijn, who)
    pairs = pairs_of(answer.headers["location"], people) | change
    pairs = {name: value for name, value in pairs.items() if value}

    with pytest.raises(NotLoggedIn):
        await mijn.finish(pairs, kept, datetime.now(UTC))


async def test_a_code_of_another_browser_or_app_lets_nobody_in(
    people: PeopleHub, mijn: MijnLogIn, who: Inhabitant
) -> None:
    """An attacker's code in his victim's browser, and the code of a PGO."""
    app = await people.app()
    with Browser(people) as browser, Browser(people) as attacker:
        answer, kept = await begun(people, browser, mijn, who)
        theirs, _ = await begun(people, attacker, mijn, await people.inhabitant())
    pairs = pairs_of(answer.headers["location"], people)
    stolen = pairs_of(theirs.headers["location"], people)["code"]
    code = app.code(who)
    for other in (stolen, code):
        with pytest.raises(NotLoggedIn):
            await mijn.finish(pairs | {"code": other}, kept, datetime.now(UTC))
    assert app.redeem(code).status_code == 200, "it is not used up here"


async def test_whoever_is_refused_comes_back_with_nothing(
    people: PeopleHub, mijn: MijnLogIn
) -> None:
    with Browser(people) as browser:
        answer, kept = await begun(people, browser, mijn, Somebody("", fault="cancelled"))
    pairs = pairs_of(answer.headers["location"], people)

    assert pairs["error"] == "access_denied"
    with pytest.raises(NotLoggedIn):
        await mijn.finish(pairs, kept, datetime.now(UTC))


async def test_nobody_gets_a_token_by_it(
    people: PeopleHub, mijn: MijnLogIn, who: Inhabitant
) -> None:
    app = await people.app()
    with Browser(people) as browser:
        answer, kept = await begun(people, browser, mijn, who)
    pairs = pairs_of(answer.headers["location"], people)
    app.verifier = json.loads(kept)["verifier"]
    for changes in ({}, {"client_id": MIJN}):
        said = {"redirect_uri": f"{people.url}/mijn/in", **changes}
        assert app.redeem(pairs["code"], **said).status_code in {400, 401}
    app.system.client_id = MIJN
    assert app.redeem(pairs["code"]).json()["error"] == "invalid_client"
