"""Professionals at /rtp: browsers without a script, in a session of their own organisation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

import httpx
from starlette.applications import Starlette

from hub.access.addresses import StoredAddresses
from hub.access.devices import StoredDevices
from hub.access.sessions import PROFESSIONALS, StoredSessions
from hub.access.tickets import StoredTickets
from hub.oauth.people.viewer import SCOPES, WRITES
from hub.pages import rtp, viewer
from hub.query.open_region import open_region_of
from hub.query.transfer_figures import Figures
from hub.security.places import Places
from hub.security.professional_request import ProfessionalRequest
from hub.security.requester import Practitioner
from hub.transfer.figures.agreed import Agreed, load_agreed
from tests.hub.pages.viewer.form.door import tools_of
from tests.hub.pages.viewer.test_states import Registered
from tests.plugins.hub import Caller, Region

TOKEN = re.compile(r'name="teken" value="([^"]+)"')
LANDED = 5


def at_work(caller: Caller, scopes: tuple[str, ...] = (*SCOPES, *WRITES)) -> ProfessionalRequest:
    """Somebody who logged in there himself."""
    number = caller.number or "900000777"
    person = Practitioner(number, "V. Verpleger", caller.role or "30.000", "substantial")
    return ProfessionalRequest(
        practitioner=person,
        ura=caller.ura,
        organization_type=caller.organization_type,
        name="Het Huis",
        scopes=scopes,
    )


@dataclass
class Staff:
    """One browser; `form` is the token of the page that it shows."""

    region: Region
    who: ProfessionalRequest | None
    form: str = ""
    agreed: Agreed | None = None
    http: httpx.AsyncClient = field(init=False)
    page: httpx.Response = field(init=False)
    sessions: StoredSessions[ProfessionalRequest] = field(init=False)
    pages: rtp.RtpDoor = field(init=False)
    secret: str = ""

    async def begins(self) -> "Staff":
        """In a new session."""
        running = self.region.running
        access, settings = running.access, running.settings
        at = access.database, access.keyring
        sessions = StoredSessions.of_settings(*at, settings, PROFESSIONALS)
        with_all = {"settings": settings, "access": access, "clock": running.clock}
        places, tools = Places(50, 2), tools_of(running)
        door = viewer.viewer(
            viewer.Parts(
                **with_all,
                places=places,
                sessions=sessions,
                addresses=StoredAddresses(*at),
                log_in=Registered(),
                tools=tools,
                devices=StoredDevices(*at, access.ledger),
                tickets=StoredTickets(access),
            )
        )
        with_all |= {"places": places, "verdicts": tools.verdicts}
        with_all |= {"streams": running.app.streams, "open_region": open_region_of(settings)}
        counted = Figures(access, self.agreed or load_agreed(None))
        pages = rtp.rtp(rtp.Parts(**with_all, viewer=door, figures=counted))
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=Starlette(routes=pages.routes())),
            base_url=settings.public_url,
        )
        self.sessions, self.pages = sessions, pages
        if self.who is not None:
            self.secret, _ = await sessions.begin(self.who, running.clock())
            self.http.cookies.set("viewer", self.secret, domain="127.0.0.1", path="/")
        return self

    async def get(self, path: str = "") -> httpx.Response:
        """A page under /rtp, by what stands behind it, or where it sends to."""
        answer = await self.http.get(f"/rtp{path}")
        return await self.follow(answer)

    async def post(self, path: str, fields: Mapping[str, str] | None = None) -> httpx.Response:
        """What a form of the page that it shows leads to."""
        sent = {"Sec-Fetch-Site": "same-origin", "Origin": self.region.running.settings.public_url}
        data = {"teken": self.form, **(fields or {})}
        return await self.follow(await self.http.post(f"/rtp{path}", data=data, headers=sent))

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """The page that it ends at."""
        for _ in range(LANDED):
            if answer.status_code != 303:
                break
            answer = await self.http.get(answer.headers["location"])
        found = TOKEN.search(answer.text)
        self.form = unescape(found[1]) if found else self.form
        return answer


async def staff_of(region: Region, caller: Caller, **how: tuple[str, ...]) -> Staff:
    """Somebody who works there, logged in."""
    return await Staff(region, at_work(caller, **how)).begins()


async def nobody(region: Region) -> Staff:
    """A browser in which nobody is logged in."""
    return await Staff(region, None).begins()


def words_on(answer: httpx.Response) -> str:
    """What a reader of the page reads."""
    body = answer.text.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
