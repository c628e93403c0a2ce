"""Who answers and who asks at /rtp in a real browser, and what was offered to him."""

from dataclasses import dataclass
from typing import Any

from selenium.webdriver import Chrome

from hub.access.sessions import PROFESSIONALS, StoredSessions
from hub.commands.clients import add_client
from hub.oauth.registration import register_client
from hub.security.keys import new_client_key
from hub.security.professional_request import ProfessionalRequest
from tests.architecture.tree import ROOT
from tests.hub.dossier import a_dossier, an_organization
from tests.hub.offers import Offered, a_candidate, offered
from tests.hub.pages.rtp.staff import at_work
from tests.hub.sites import a_service, a_site
from tests.plugins.hub import Caller, Region

SHOTS = ROOT / "build" / "rtp"
"""Where the screenshots of the last run lie, to be looked at."""
DESK = "91234567"
"""Who looks for places in Almere."""
HOUSE, ASKS = "Zorggroep De Kreek, locatie Havenzicht", "Streekziekenhuis Flevoland"


async def takes_part(owner_url: str, caller: Caller, name: str) -> None:
    """Its people log in from now on."""
    made = register_client(
        name=name,
        ura=caller.ura,
        organization_type=caller.organization_type,
        scopes="system/*.rs",
        jwks=new_client_key()[1],
    )
    await add_client(owner_url, made)


async def has_places(region: Region, house: Caller) -> None:
    """Sites of this house, one of which said long ago what it has, and one that lies nowhere."""
    lies = {"latitude": 52.37, "longitude": 5.22}
    site = await a_site(region, house, name="Havenzicht", position=lies)
    lies = {"latitude": 52.40, "longitude": 5.30}
    other = await a_site(region, house, name="De Kreek", position=lies)
    await a_service(other, "wijkverpleging")
    limits = frozenset({"women-only", "no-bariatric"})
    await site.says(staffed=12, occupied=9, available=3, limits=limits)
    await site.says("grz", staffed=8, available=0, minutes=2000)


async def talked(case: Offered, house: Caller) -> None:
    """It asked, was written back to, and asks again."""
    said = (
        (house, "Is er een tillift nodig?"),
        (case.placer, "Ja, een passieve.\nZij weegt 80 kilo."),
        (house, "Kan zij zelf bellen?"),
    )
    for who, text in said:
        notes = (await case.read(who)).get("note", [])
        answer = await case.send(who, note=[*notes, {"text": text}])
        assert answer.status_code == 200, answer.text


@dataclass(slots=True)
class Ward:
    """A candidate with offers in each state, another with none, and a doctor who asks."""

    region: Region
    owner_url: str
    cases: dict[str, Offered]
    house: Caller
    idle: Caller
    doctor: Caller
    desk: Caller
    counted: bool = False
    """Whether there are figures."""

    @classmethod
    async def of(cls, region: Region, owner_url: str) -> "Ward":
        """All that the pages show."""
        house, idle = await a_candidate(region), await a_candidate(region)
        doctor = await region.doctor("Z3")
        desk = Caller(region.running, DESK, "Z3", role="30.000", purpose="COC")
        await has_places(region, house)
        for one, name in (
            (house, HOUSE),
            (idle, "Hospice"),
            (doctor, "Huisartsenpraktijk"),
            (desk, "Transferpunt"),
        ):
            await takes_part(owner_url, one, name)
        cases = {}
        for state in ("asked", "urgent", "seen", "accepted", "chosen", "begun"):
            dossier = await a_dossier(region, "V4")
            await dossier.source.post(an_organization(dossier.source.ura, name=ASKS))
            more: dict[str, Any] = {"priority": "urgent"} if state == "urgent" else {}
            cases[state] = await offered(region, provider=house, dossier=dossier, **more)
        await talked(cases["seen"], house)
        for state in ("accepted", "chosen", "begun"):
            await cases[state].accept()
        for state in ("chosen", "begun"):
            await cases[state].select()
        await cases["begun"].begin()
        return cls(region, owner_url, cases, house, idle, doctor, desk)

    def person(self, caller: Caller, name: str = HOUSE) -> ProfessionalRequest:
        """Somebody who works there."""
        who = at_work(caller)
        return ProfessionalRequest(
            practitioner=who.practitioner,
            ura=who.ura,
            organization_type=who.organization_type,
            name=name,
            scopes=who.scopes,
        )

    async def stand(self, browser: Chrome, url: str, caller: Caller, name: str = HOUSE) -> None:
        """As if he had logged in, in this browser."""
        running = self.region.running
        at = running.access.database, running.access.keyring
        sessions = StoredSessions.of_settings(*at, running.settings, PROFESSIONALS)
        secret, _ = await sessions.begin(self.person(caller, name), running.clock())
        browser.get(f"{url}/pages.svg")
        cookie = {"name": "viewer", "value": secret, "url": url, "httpOnly": True}
        browser.execute_cdp_cmd("Network.setCookie", {**cookie, "sameSite": "Lax"})
