"""Browsers at /mijn without a screen: each with its cookies, as one person or as nobody."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx

from hub.access.sessions import INHABITANTS, StoredSessions
from hub.security.patient_request import PatientRequest
from hub.security.session import Session
from tests.hub.persons import Person
from tests.plugins.hub import Running

FORM = {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8000"}
TOKEN = re.compile(r'name="teken" value="([^"]+)"')
AREA = re.compile(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def sessions_of(running: Running) -> StoredSessions[PatientRequest]:
    """As the hub keeps them."""
    access = running.access
    kept = access.database, access.keyring, running.settings
    return StoredSessions.of_settings(*kept, INHABITANTS)


def request_of(person: Person) -> PatientRequest:
    """What logging in makes of him."""
    return PatientRequest(
        whose=person.whose,
        subject=person.whose if person.ground is None else person.subject,
        ground=person.ground,
        assurance=person.level,
        vouched_by="test",
        until=person.until,
    )


@dataclass(slots=True)
class Browser:
    """`session` where somebody is logged in."""

    running: Running
    app: Any = None
    secret: str = ""
    session: Session[PatientRequest] | None = None
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(app=self.app or self.running.app)
        base = self.running.settings.public_url
        self.client = httpx.AsyncClient(transport=transport, base_url=base)
        if self.secret:
            self.client.cookies.set("mijn", self.secret, domain="127.0.0.1", path="/")

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """A page under /mijn, by what stands behind it."""
        return await self.client.get(f"/mijn{path}", headers=headers)

    async def post(
        self, path: str, fields: Mapping[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        """A form of this session, as its own page sends it, unless told otherwise."""
        token = self.session.form_token if self.session else ""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(
            f"/mijn{path}", data={"teken": token, **(fields or {})}, headers={**FORM, **sent}
        )


async def browser_of(person: Person, app: Any = None) -> Browser:
    """He is logged in here."""
    running = person.running
    secret, session = await sessions_of(running).begin(request_of(person), running.clock())
    return Browser(running, app, secret, session)


def hidden(answer: httpx.Response) -> dict[str, str]:
    """The fields of the forms on a page that nobody fills in."""
    return {name: unescape(value) for name, value in HIDDEN.findall(answer.text)}


def typed(answer: httpx.Response) -> dict[str, str]:
    """What stands in the fields of a page in which much is typed, by their names."""
    return {name: unescape(value) for name, value in AREA.findall(answer.text)}


def words_on(answer: httpx.Response) -> str:
    """What a reader of the page's main part reads."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", f"<main{main}")).split())
