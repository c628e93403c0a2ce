"""Papers of an inhabitant, and who scans them."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import httpx
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Router

from hub.access.tickets import StoredTickets
from hub.pages.ticket.door import Rates, TicketDoor
from hub.pages.ticket.professionals import How, LoggedIn
from hub.security.ticket import Opened, new_secret
from hub.storage.pseudonym import inhabitant
from profiles.identifiers import BSN
from tests.hub.write.home import Home
from tests.plugins.hub import Caller, Running

BASE = "http://127.0.0.1:8000"
OURS = {"sec-fetch-site": "same-origin", "origin": BASE}
GUESSED = "A" * 52


def tickets_of(running: Running) -> StoredTickets:
    return StoredTickets(running.access)


def pat_of(home: Home) -> UUID:
    return inhabitant(home.holder.running.access.keyring, BSN(home.bsn)).pat


async def a_paper(home: Home, version: str = "1") -> str:
    """The secret on a paper that the inhabitant printed himself."""
    return await given(home.himself, version)


async def given(by: Caller, version: str = "1", whose: BSN | UUID | None = None) -> str:
    secret = new_secret()
    await tickets_of(by.running).give(by.errand(), secret, version, whose)
    return secret


async def let_in(home: Home) -> None:
    assert (await home.himself.post(home.choice())).status_code == 201


@dataclass(slots=True)
class Desk:
    """A stub of the door of professionals: `who` is logged in with each browser."""

    who: Caller | None = None
    shown: list[Opened] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    how: list[How] = field(default_factory=list)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    async def known(self, _request: Request, _now: datetime) -> LoggedIn | None:
        if self.who is None:
            return None
        return LoggedIn(self.who.errand(), self.token, self.name, "A. Arts")

    async def log_in(self, _request: Request, then: str, _now: datetime) -> Response:
        self.sent.append(then)
        return RedirectResponse("/viewer/inloggen", 303)

    async def show(self, _request: Request, opened: Opened, how: How, _now: datetime) -> Response:
        self.shown.append(opened)
        self.how.append(how)
        return RedirectResponse("/viewer/w/1", 303)


@dataclass(slots=True)
class Phone:
    """A browser that scans, from an address of its own."""

    running: Running
    desk: Desk | None = None
    rates: Rates = field(default_factory=Rates)
    address: str = "192.0.2.1"
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        door = TicketDoor(tickets_of(self.running), self.running.clock, BASE, self.desk, self.rates)
        transport = httpx.ASGITransport(Router(door.routes()), client=(self.address, 1))
        self.client = httpx.AsyncClient(transport=transport, base_url=BASE)

    async def scan(self, secret: str, **headers: str) -> httpx.Response:
        return await self.client.get(f"/Q/{secret}", headers=headers)

    async def press(
        self, secret: str, token: str = "", how: str = "behandel", **headers: str
    ) -> httpx.Response:
        """The button that opens it, as the page has it unless told otherwise."""
        token = token or (self.desk.token if self.desk else "")
        sent = OURS | {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(
            f"/Q/{secret}", data={"teken": token, "doel": how}, headers=sent
        )
