"""A professional at /viewer in a real browser, and a record that is open to him."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec
from selenium.webdriver import Chrome

from hub.access.addresses import StoredAddresses
from hub.access.sessions import PROFESSIONALS, StoredSessions
from hub.access.tickets import StoredTickets
from hub.commands.clients import add_client, list_clients
from hub.demo.people import PEOPLE
from hub.oauth.people.viewer import SCOPES
from hub.oauth.registration import register_client
from hub.pages.viewer.visit import Draft, Kept
from hub.security.keys import new_client_key
from hub.security.professional_request import About, AskedNow, Opened, ProfessionalRequest
from hub.security.requester import Practitioner
from hub.security.ticket import new_secret
from hub.storage.pseudonym import inhabitant
from profiles.identifiers import BSN
from tests.architecture.tree import ROOT
from tests.builders import a_bsn, a_privacy_consent
from tests.e2e.inhabitant import wishes
from tests.hub.dossier import Dossier, an_organization
from tests.hub.persons import known
from tests.plugins.hub import Region

SHOTS = ROOT / "build" / "viewer"
"""Where the screenshots of the last run lie, to be looked at."""
DOCTOR = next(one for one in PEOPLE if one.key == "arts")
"""As the demo's provider of log-ins has him."""
POST = "Huisartsenpost Polderlicht"
TYPED = Draft("worse", "Benauwd en gaat snel achteruit")


async def _post(owner_url: str) -> str:
    """The client_id of the post: a night before this one in the same database registered it too."""
    for one in await list_clients(owner_url):
        if one["name"] == POST:
            return str(one["client_id"])
    made = register_client(
        name=POST,
        ura=DOCTOR.ura,
        organization_type="N6",
        scopes="system/*.rs",
        jwks=new_client_key()[1],
    )
    await add_client(owner_url, made)
    return made.client_id


@dataclass(slots=True)
class Night:
    """One inhabitant whose practice lets the out-of-hours GP in, and one who let nobody in."""

    region: Region
    bsn: str
    silent: str
    client_id: str

    @classmethod
    async def of(cls, region: Region, owner_url: str) -> "Night":
        """With the post as a client, whose doctor logs in."""
        client_id = await _post(owner_url)
        home = await region.organization("H1")
        await home.post(an_organization(home.ura, name="Huisartsenpraktijk De Sluis"))
        bsn, silent = a_bsn(), a_bsn()
        patient = await known(home, bsn)
        kept = Dossier(home, bsn, patient)
        for wish in wishes(patient):
            await kept.add(wish)
        await home.post(a_privacy_consent(patient, holder=home.ura, user=DOCTOR.ura))
        await known(home, silent)
        return cls(region, bsn, silent, client_id)

    def doctor(self, **person: Any) -> ProfessionalRequest:
        """Who logged in just now, surely, but for what is said otherwise."""
        right = Practitioner(
            DOCTOR.uzi, DOCTOR.name, DOCTOR.role, "high", datetime.now(UTC), "test"
        )
        return ProfessionalRequest(
            practitioner=replace(right, **person),
            ura=DOCTOR.ura,
            organization_type="N6",
            name=POST,
            scopes=SCOPES,
        )

    def launched(self, bsn: str) -> ProfessionalRequest:
        """Whose EHR opened the page about him."""
        keyring = self.region.running.access.keyring
        about = About(bsn=bsn, relation=True)
        whose = inhabitant(keyring, BSN(bsn)).pat
        opened = Opened(client_id=self.client_id, whose=whose, about=about)
        return msgspec.structs.replace(self.doctor(), opened=opened)

    async def prints(self) -> str:
        """The name of a paper about whom he may look at."""
        running, who = self.region.running, self.doctor()
        asked = AskedNow(now=running.clock(), request_id="request-abcdefg", token_id="t")
        errand = who.errand("viewer", About(bsn=self.bsn, relation=True), asked)
        tickets = StoredTickets(running.access)
        await tickets.give(errand, new_secret(), "1", BSN(self.bsn))
        return (await tickets.list_of(errand, BSN(self.bsn)))[0].name

    async def stand(
        self, browser: Chrome, url: str, who: ProfessionalRequest, kept: Kept | None = None
    ) -> str:
        """As if he had logged in; the path of a page about whom he asks, where he does."""
        running = self.region.running
        at = running.access.database, running.access.keyring
        sessions = StoredSessions.of_settings(*at, running.settings, PROFESSIONALS)
        secret, _ = await sessions.begin(who, running.clock())
        browser.get(f"{url}/pages.svg")
        cookie = {"name": "viewer", "value": secret, "url": url, "httpOnly": True}
        browser.execute_cdp_cmd("Network.setCookie", {**cookie, "sameSite": "Lax"})
        if kept is None:
            return "/viewer"
        content = msgspec.json.encode(kept)
        name = await StoredAddresses(*at).give(secret, content, running.clock())
        return f"/viewer/w/{name}"
