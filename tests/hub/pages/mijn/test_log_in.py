"""Logging in at /mijn: sent away, come back, and never in a session that somebody else knows."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.applications import Starlette

from hub.access.tickets import StoredTickets
from hub.pages.mijn import Parts, mijn
from hub.pages.mijn.log_in import NotLoggedIn
from hub.security.patient_request import PatientRequest
from hub.security.places import Places
from hub.storage import handles
from hub.storage.handles import NewHandle
from tests.hub.pages.mijn.visitors import Browser, request_of, sessions_of, words_on
from tests.hub.write.home import Home
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio
ELSEWHERE = "http://log-in.example/authorize"


@dataclass(slots=True)
class Desk:
    """Lets `who` in with the code that it gave for the state that it gave."""

    who: PatientRequest | None
    states: dict[str, str] = field(default_factory=dict)
    asked: list[datetime] = field(default_factory=list)

    async def begin(self, language: str, now: datetime) -> tuple[str, bytes]:
        """A state of this browser alone."""
        self.asked.append(now)
        if self.who is None:
            raise NotLoggedIn
        state, code = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self.states[state] = code
        return f"{ELSEWHERE}?state={state}&ui_locales={language}", state.encode()

    async def finish(self, pairs: Mapping[str, str], kept: bytes, now: datetime) -> PatientRequest:
        """The state must be that of this browser, the code that of the state, once."""
        assert now >= self.asked[0]
        state = pairs.get("state", "")
        code = self.states.pop(state, None)
        if code is None or state.encode() != kept or pairs.get("code") != code:
            raise NotLoggedIn
        assert self.who is not None
        return self.who


@dataclass(slots=True)
class Door:
    """A /mijn where somebody can log in."""

    running: Running
    desk: Desk

    def browser(self) -> Browser:
        parts = Parts(
            settings=self.running.settings,
            access=self.running.access,
            sessions=sessions_of(self.running),
            clock=self.running.clock,
            places=Places(50, 2),
            tickets=StoredTickets(self.running.access),
            log_in=self.desk,
        )
        return Browser(self.running, Starlette(routes=mijn(parts).routes()))

    def answer(self, url: str) -> str:
        """The path to which the browser comes back."""
        state = dict(parse_qsl(urlsplit(url).query))["state"]
        return f"/in?state={state}&code={self.desk.states[state]}"


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


@pytest.fixture
def door(region: Region, home: Home) -> Door:
    return Door(region.running, Desk(request_of(home.himself)))


async def test_who_logs_in_sees_his_own_page(door: Door) -> None:
    browser = door.browser()

    sent = await browser.get("/inloggen")
    back = await browser.get(door.answer(sent.headers["location"]))

    assert sent.status_code == back.status_code == 303
    assert sent.headers["location"].startswith(ELSEWHERE)
    assert back.headers["location"] == "/mijn"
    assert "Vlinderhof" in (await browser.get("")).text


async def test_in_english_he_comes_back_to_english(door: Door) -> None:
    browser = door.browser()

    sent = await browser.get("/en/inloggen")
    back = await browser.get(door.answer(sent.headers["location"]))

    assert "ui_locales=en" in sent.headers["location"]
    assert back.headers["location"] == "/mijn/en"


async def test_he_never_gets_a_session_that_he_came_with(door: Door) -> None:
    browser = door.browser()
    browser.client.cookies.set("mijn", "chosen-by-somebody-else", path="/")

    sent = await browser.get("/inloggen")
    back = await browser.get(door.answer(sent.headers["location"]))

    given = [one for one in back.headers.get_list("set-cookie") if one.startswith("mijn=")]
    assert given
    assert "chosen-by-somebody-else" not in given[0]
    stranger = Browser(door.running, secret="chosen-by-somebody-else")
    assert (await stranger.get("/wensen")).status_code == 403


async def test_logging_in_anew_ends_what_this_browser_had(door: Door, home: Home) -> None:
    old, _ = await sessions_of(door.running).begin(request_of(home.himself), door.running.clock())
    browser = door.browser()
    sent = await browser.get("/inloggen")
    path = door.answer(sent.headers["location"])
    await browser.get(path, Cookie=f"mijn={old}; mijn-in={browser.client.cookies['mijn-in']}")

    assert await sessions_of(door.running).of(old, door.running.clock()) is None


async def test_another_browser_can_t_come_back_in_his_place(door: Door) -> None:
    victim, attacker = door.browser(), door.browser()
    sent = await attacker.get("/inloggen")
    path = door.answer(sent.headers["location"])

    without = await victim.get(path)
    await victim.get("/inloggen")
    with_his_own = await victim.get(path)

    assert without.status_code == with_his_own.status_code == 403
    assert "mijn" not in victim.client.cookies


async def test_what_came_back_once_comes_back_to_nothing(door: Door) -> None:
    browser = door.browser()
    sent = await browser.get("/inloggen")
    path, kept = door.answer(sent.headers["location"]), browser.client.cookies["mijn-in"]
    await browser.get(path)

    again = await browser.get(path, Cookie=f"mijn-in={kept}")

    assert again.status_code == 403


async def test_what_others_keep_of_a_log_in_is_none_of_this_page(door: Door) -> None:
    running, now = door.running, door.running.clock()
    new = NewHandle(kind="signing-in", content=b"{}", until=now + timedelta(minutes=5))
    async with running.database.connection() as connection:
        secret = await handles.give(connection, running.access.keyring, new, now)

    assert await sessions_of(running).take_up(secret, now) is None


async def test_who_takes_too_long_begins_again(door: Door) -> None:
    browser, clock = door.browser(), door.running.clock
    sent = await browser.get("/inloggen")
    try:
        clock.ahead = timedelta(minutes=11)
        late = await browser.get(door.answer(sent.headers["location"]))
    finally:
        clock.ahead = timedelta()

    assert late.status_code == 403


@pytest.mark.parametrize(
    "came", ["?error=access_denied&state=x", "?state=x&code=y", "", "?" + "a=1&" * 50, "?state=%ff"]
)
async def test_cancelled_unknown_and_wrong_are_one_page(door: Door, came: str) -> None:
    browser = door.browser()
    await browser.get("/inloggen")

    answer, cancelled = await browser.get(f"/in{came}"), door.browser()
    await cancelled.get("/inloggen")
    other = await cancelled.get("/in?error=access_denied")

    assert answer.status_code == 403
    assert answer.text == other.text
    assert "Er is niets veranderd" in words_on(answer)


async def test_where_nobody_can_log_in_it_says_so(region: Region) -> None:
    browser = Door(region.running, Desk(None)).browser()

    assert (await browser.get("/inloggen")).status_code == 403
    assert (await Browser(region.running).get("/inloggen")).status_code == 403


async def test_another_site_does_not_begin_a_log_in_for_somebody(door: Door) -> None:
    browser = door.browser()

    answer = await browser.client.get("/mijn/inloggen", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.headers["location"] == "/mijn"
    assert door.desk.states == {}


async def test_one_address_begins_so_many_log_ins_a_minute(door: Door) -> None:
    browser = door.browser()

    statuses = [(await browser.get("/inloggen")).status_code for _ in range(32)]

    assert statuses.count(303) in {30, 31}
    assert statuses[-1] == 429
