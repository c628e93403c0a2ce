"""Papers at /viewer: what an inhabitant has of them, and what a scanner reads of one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx

from hub.access.access import Access
from hub.access.tickets import StoredTickets
from hub.oauth.people.viewer import SCOPES
from hub.security.errand import Errand
from hub.security.patient_request import PatientRequest
from hub.security.professional_request import About, AskedNow, ProfessionalRequest
from hub.security.requester import Practitioner, Requester
from hub.security.ticket import Paper, new_secret
from hub.storage.database import Database
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring
from profiles.identifiers import BSN, URA
from tests.hub.pages.paper.reading import codes_in
from tests.hub.pages.viewer.at_work import Window
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.launching import Ehr
from tests.plugins.people import PeopleHub


@asynccontextmanager
async def tickets_at(people: PeopleHub) -> AsyncIterator[StoredTickets]:
    database = await Database.open(people.owner_url, 2)
    try:
        yield StoredTickets(Access(database, Keyring.parse(INDEX_KEY, SEALING_KEYS)))
    finally:
        await database.close()


def himself(people: PeopleHub, tickets: StoredTickets, bsn: str) -> Errand:
    """The inhabitant asks."""
    whose = inhabitant(tickets.access.keyring, BSN(bsn)).pat
    he = PatientRequest(whose=whose, subject=whose, assurance="substantial", vouched_by="test")
    now = people.clock()
    requester = Requester(
        client_id="mijn",
        name="mijn",
        ura=URA("90009001"),
        organization_type="PGO",
        scopes=("patient/*.rs",),
        token_id="t",
        expires=now + timedelta(minutes=5),
        purpose="PATRQT",
        patient_request=he,
    )
    return requester.errand(now, "request-abcdefg")


async def a_paper(people: PeopleHub, bsn: str, version: str = "of another day") -> str:
    """The secret of a paper that the inhabitant printed."""
    async with tickets_at(people) as tickets:
        secret = new_secret()
        await tickets.give(himself(people, tickets, bsn), secret, version)
        return secret


async def printed_by(people: PeopleHub, ehr: Ehr, bsn: str) -> str:
    """The secret of a paper that the professional of this organisation, of type H1, printed."""
    doctor = ehr.doctor
    who = ProfessionalRequest(
        practitioner=Practitioner(doctor.number, "A. Arts", doctor.role, "substantial"),
        ura=ehr.ura,
        organization_type="H1",
        name="x",
        scopes=SCOPES,
    )
    asked = AskedNow(now=people.clock(), request_id="request-abcdefg", token_id="t")
    errand = who.errand("viewer", About(bsn=bsn, relation=True), asked)
    async with tickets_at(people) as tickets:
        secret = new_secret()
        await tickets.give(errand, secret, "of another day", BSN(bsn))
        return secret


async def papers_of(people: PeopleHub, bsn: str) -> list[Paper]:
    """All of them, newest first, as he himself sees them."""
    async with tickets_at(people) as tickets:
        return await tickets.list_of(himself(people, tickets, bsn))


def pressed(window: Window, secret: str, how: str = "behandel") -> httpx.Response:
    """What the button on the page of a scan leads to."""
    page = window._shown(window.http.get(f"/Q/{secret}"))
    assert page.status_code == 200
    sent = {"sec-fetch-site": "same-origin", "origin": window.hub.url}
    data = {"teken": window.form, "doel": how}
    return window.follow(window.http.post(f"/Q/{secret}", data=data, headers=sent))


def secret_on(answer: httpx.Response) -> str:
    """What stands behind the address in the code of a paper."""
    [said] = codes_in(answer.content)
    return said.rpartition("/")[2]
