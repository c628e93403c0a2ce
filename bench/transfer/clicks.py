"""What one of them clicks: pages of his own, and at a site an offer that is accepted.

Each answer is looked at: a page that is not the right one is an error, and never a fast page.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from random import Random
from urllib.parse import urlencode

import anyio
import uvloop

from bench.desk import FORM, Wrong, checked
from bench.transfer.parties import Person, Role
from bench.wire import Line, Reply
from bench.words import chance
from hub.pages.days import day_of

ACCEPT, CASE = "accept", "a case"
PAGES: Mapping[Role, Mapping[str, tuple[int, bytes]]] = {
    "desk": {
        "cases": (6, b'<ol class="cases">'),
        "cases/_lijst": (2, b'<ol class="cases">'),
        "capacity": (1, b'data-live="/rtp/capacity/_lijst"'),
        "figures": (1, b"<h1>"),
    },
    "site": {
        "inbox": (6, b'data-live="/rtp/inbox/_lijst"'),
        "inbox/_lijst": (2, b'<section class="group"'),
        "capacity": (1, b"<form"),
    },
    "practice": {"requests": (3, b"<h1>"), "request": (1, b"<form")},
}
"""How often of those that he has, and what stands on it."""
_CASE = re.compile(rb'href="/rtp/cases/([A-Za-z0-9.-]+)"')
_OPENS = 0.5
"""Share of the looks at a list behind which a case of it is opened."""
_ACCEPTS = 0.3
"""Share of the looks into an inbox behind which something is accepted."""
_HIDDEN = re.compile(r'name="(teken|offer|versie|vanaf)"[^>]* value="([^"]*)"')
_OFFER = re.compile(r'<form class="answer-yes".*?</form>', re.DOTALL)
_FOUND, _SEE_OTHER = 200, 303


@dataclass(frozen=True, slots=True)
class Order:
    """Who clicks, where, for how long, and how many seconds he looks before he clicks again."""

    port: int
    people: Sequence[Person]
    pause: float
    warm_up: float
    seconds: float
    seed: int


@dataclass(slots=True)
class Tally:
    """Milliseconds by what was clicked, in the measured time; errors in all of it."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    asked: int = 0


def carry_out(order: Order) -> Tally:
    """All of it; for a process of its own."""
    return uvloop.run(_carry_out(order))


async def _carry_out(order: Order) -> Tally:
    tally, begin = Tally(), time.perf_counter() + order.warm_up
    async with anyio.create_task_group() as group:
        for number, one in enumerate(order.people):
            random = chance(f"{order.seed} {number}")
            group.start_soon(_click_on, order, one, random, tally, begin)
    return tally


async def _click_on(
    order: Order, person: Person, random: Random, tally: Tally, begin: float
) -> None:
    end = begin + order.seconds
    window = Window(await Line.open(order.port), person, random)
    while time.perf_counter() < end:
        await anyio.sleep(random.uniform(0, 2 * order.pause))
        try:
            async for what, milliseconds, at in window.clicks():
                tally.asked += 1
                if begin <= at < end:
                    tally.milliseconds[what].append(milliseconds)
        except (Wrong, OSError) as wrong:
            tally.errors[
                f"{person.role}: {wrong.args[0] if wrong.args else type(wrong).__name__}"
            ] += 1
            window.line = await Line.open(order.port)
    window.line.close()


@dataclass(slots=True)
class Window:
    """One browser of one person, without a script."""

    line: Line
    person: Person
    random: Random

    async def clicks(self) -> AsyncIterator[tuple[str, float, float]]:
        """What is clicked now, milliseconds until the answer is here, and when that was."""
        pages = PAGES[self.person.role]
        [name] = self.random.choices([*pages], [often for often, _ in pages.values()])
        page, took, at = await self._page(name, name, pages[name][1])
        yield name, took, at
        cases = _CASE.findall(page)
        if cases and self.random.random() < _OPENS:
            one = self.random.choice(cases).decode()
            _, took, at = await self._page(CASE, f"cases/{one}", one.encode())
            yield CASE, took, at
        offers = _OFFER.findall(page.decode()) if name == "inbox" else []
        if offers and self.random.random() < _ACCEPTS:
            fields = dict(_HIDDEN.findall(self.random.choice(offers)))
            began = time.perf_counter()
            await self._accept(fields)
            ended = time.perf_counter()
            yield ACCEPT, 1e3 * (ended - began), ended

    async def _page(self, name: str, path: str, has: bytes) -> tuple[bytes, float, float]:
        """A page, milliseconds until it was here, and when that was."""
        began = time.perf_counter()
        page = checked(await self._ask("GET", f"/rtp/{path}"), _FOUND).body
        ended = time.perf_counter()
        if has not in page:
            raise Wrong(f"{name} is another page")
        return page, 1e3 * (ended - began), ended

    async def _accept(self, fields: Mapping[str, str]) -> None:
        said = {name: unescape(value) for name, value in fields.items()}
        said |= {"doe": "ja", "uren": "24"}
        said.setdefault("vanaf", f"{day_of(datetime.now(UTC))}")
        reply = await self._ask("POST", "/rtp/inbox", urlencode(said).encode())
        if reply.status != _SEE_OTHER:
            raise Wrong(f"an acceptance is answered by {reply.status}")

    async def _ask(self, method: str, path: str, body: bytes = b"") -> Reply:
        own = f"Cookie: viewer={self.person.secret}\r\nSec-Fetch-Site: same-origin\r\n"
        return await self.line.ask(method, path, FORM + own if body else own, body)
