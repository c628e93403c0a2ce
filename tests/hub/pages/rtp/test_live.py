"""An open page is told that something changed for its organisation, by whatever process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette

from hub.pages.rtp import live
from hub.pages.rtp.streams import OF_SESSION, Streams
from tests.hub.offers import offered
from tests.hub.pages.rtp.staff import Staff, nobody, staff_of, words_on
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
SOON = 5.0
NEWS, ENDED, FULL, LATER = "event: nieuw", "event: einde", "event: vol", "event: straks"


class Stream:
    """What a browser reads of one."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        """Nothing but that it left."""
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def next(self) -> str:
        """What comes next, but for beats; empty where it is over."""
        while True:
            async with asyncio.timeout(SOON):
                message = await self.said.get()
            if message["type"] == "http.response.start":
                return str(message["status"])
            text = message.get("body", b"").decode().strip()
            if text not in {":", "retry: 2000\n:"}:
                return text

    def heard(self) -> list[str]:
        """What came by now, but for beats."""
        bodies = []
        while not self.said.empty():
            bodies.append(self.said.get_nowait().get("body", b"").decode())
        return [one for one in bodies if "event:" in one]


@asynccontextmanager
async def opened(browser: Staff) -> AsyncIterator[Stream]:
    """The stream of a page of his."""
    stream = Stream()
    headers = [(b"cookie", f"viewer={browser.secret}".encode()), (b"host", b"127.0.0.1")]
    scope = {
        "type": "http", "method": "GET", "path": "/rtp/live", "raw_path": b"/rtp/live",
        "query_string": b"", "headers": headers, "scheme": "http", "root_path": "",
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    app = Starlette(routes=browser.pages.routes())
    task = asyncio.create_task(app(scope, stream.receive, stream.said.put))
    try:
        yield stream
    finally:
        stream.left.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(task, SOON)


async def test_who_made_an_offer_and_who_was_asked_are_told_and_nobody_else(
    region: Region,
) -> None:
    case, other = await offered(region, 2), await offered(region)
    asked, beside, elsewhere, placer = [
        await staff_of(region, one) for one in (*case.providers, other.providers[0], case.placer)
    ]
    async with opened(asked) as one, opened(beside) as two, opened(elsewhere) as three:
        async with opened(placer) as four:
            for each in (one, two, three, four):
                assert await each.next() == "200"
            assert (await case.accept(0)).status_code == 200

            assert await one.next() == NEWS + "\ndata:"
            assert await four.next() == NEWS + "\ndata:"
        assert two.heard() == three.heard() == [], "nobody is told what another candidate said"


async def test_what_is_told_holds_nothing_of_the_case(region: Region) -> None:
    case = await offered(region)
    async with opened(await staff_of(region, case.providers[0])) as stream:
        assert await stream.next() == "200"
        await case.accept()
        assert await stream.next() == "event: nieuw\ndata:"


async def test_it_ends_with_the_session_and_makes_it_no_longer(region: Region) -> None:
    case = await offered(region)
    browser = await staff_of(region, case.providers[0])
    clock = region.running.clock
    before = await browser.sessions.of(browser.secret, clock(), asked=False)
    clock.ahead += timedelta(minutes=1)
    try:
        async with opened(browser) as stream:
            assert await stream.next() == "200"
            assert words_on(await browser.get("/inbox/_lijst")) == ""
            after = await browser.sessions.of(browser.secret, clock(), asked=False)
            assert before is not None
            assert after is not None
            assert after.until == before.until, "what a page asks by itself was asked by nobody"
            await browser.sessions.end(browser.secret)
            region.running.app.streams.tell([case.providers[0].ura])
            assert await stream.next() == ENDED + "\ndata:"
    finally:
        clock.ahead -= timedelta(minutes=1)


async def test_nobody_who_is_not_logged_in_hears_anything(region: Region) -> None:
    async with opened(await nobody(region)) as stream:
        assert await stream.next() == "303"


async def test_a_session_has_so_many_and_the_oldest_gives_way(region: Region) -> None:
    browser = await staff_of(region, (await offered(region)).providers[0])
    async with opened(browser) as oldest:
        assert await oldest.next() == "200"
        streams = [opened(browser) for _ in range(OF_SESSION)]
        for one in streams:
            assert await (await one.__aenter__()).next() == "200"
        assert await oldest.next() == FULL + "\ndata:"
        for one in streams:
            await one.__aexit__(None, None, None)
    own = region.running.app.streams.open.get(browser.who.ura if browser.who else "", [])
    assert own == [], "who left takes no place"


async def test_where_there_is_no_room_the_page_is_told_to_come_back(region: Region) -> None:
    browser = await staff_of(region, (await offered(region)).providers[0])
    browser.pages.parts.streams.most, most = 0, browser.pages.parts.streams.most
    try:
        async with opened(browser) as stream:
            assert await stream.next() == "503"
    finally:
        browser.pages.parts.streams.most = most


async def test_a_hub_that_stops_ends_them(region: Region) -> None:
    browser = await staff_of(region, (await offered(region)).providers[0])
    own = Streams()
    object.__setattr__(browser.pages.parts, "streams", own)
    async with opened(browser) as stream:
        assert await stream.next() == "200"
        own.close()
        assert await stream.next() == LATER + "\ndata:"


async def test_a_quiet_stream_is_kept_open_by_beats(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT", 0.05)
    browser = await staff_of(region, (await offered(region)).providers[0])
    async with opened(browser) as stream:
        assert await stream.next() == "200"
        beats = [await asyncio.wait_for(stream.said.get(), SOON) for _ in range(3)]
        assert beats[-1]["body"] == b":\n\n"
