"""A transfer point with cases in each state, and houses that it could ask."""

import re
from dataclasses import dataclass

from selenium.webdriver import Chrome

from tests.e2e.transfers import Ward, takes_part
from tests.e2e.widths import EVERY_SIZE
from tests.hub.dossier import an_organization
from tests.hub.offers import a_candidate, coded, moment, outputs
from tests.hub.pages.rtp.staff import staff_of
from tests.hub.places import Sought, begun, said, sought
from tests.hub.sites import a_service, a_site
from tests.plugins.hub import Caller

AT_DESK = {
    "cases": "/rtp/cases",
    "case-new": "new",
    "case-offered": "offered",
    "case-begun": "begun",
    "candidates": "looked-for",
    "over": "/rtp/cases?voorbij=ja",
}
DESK_PAGES = tuple(AT_DESK) if EVERY_SIZE else ("cases", "case-offered", "candidates", "over")
HOUSE = "Woonzorgcentrum De Vloedlijn"


@dataclass(slots=True)
class Desk:
    """Who works there, and its cases by how far they are."""

    caller: Caller
    house: Caller
    cases: dict[str, Sought]

    @classmethod
    async def of(cls, ward: Ward) -> "Desk":
        """All that its pages show."""
        region, caller = ward.region, ward.desk
        region.running.access.transfer_points[caller.ura] = "almere"
        house, cases = await a_candidate(region), {}
        await takes_part(ward.owner_url, house, HOUSE)
        await house.post(an_organization(house.ura, name=HOUSE))
        ready = {"type": coded("kpi-moment", "medically-ready"), "valueDateTime": moment(-72)}
        inputs = [
            said("permission", valueBoolean=True),
            said("contact", valueContactPoint={"system": "phone", "value": "036-5550100"}),
            said("city", valueString="Almere"),
            ready,
        ]
        for state in ("new", "looked-for", "offered", "begun"):
            more = {"priority": "urgent"} if state == "looked-for" else {}
            cases[state] = await sought(region, desk=caller, input=inputs, **more)
        await cases["looked-for"].triaged()
        site = await a_site(region, house, address={"postalCode": "1354 AB"})
        await a_service(site, "elv-hoog", name="Kortdurend verblijf")
        await site.says(available=2)
        await cases["offered"].triaged()
        other = await a_candidate(region)
        first, second = await cases["offered"].offer(house, other)
        await cases["offered"].send(other, second, note=[{"text": "Is er een tillift nodig?"}])
        output = outputs(available_from=moment(24), held_until=moment(8))
        await cases["offered"].send(house, first, status="accepted", output=output)
        await begun(cases["begun"], region)
        over = await sought(region, desk=caller, input=inputs)
        await over.triaged()
        reason = coded("rejection-reason", "no-capacity")
        await over.step(caller, "failed", "escalated", statusReason=reason)
        return cls(caller, house, cases)

    def path(self, state: str, behind: str = "") -> str:
        """Of the page of this case."""
        return f"/rtp/cases/{self.cases[state].lead.partition('/')[2]}{behind}"

    async def stand(self, page: Chrome, url: str, ward: Ward, name: str) -> None:
        """The desk's page of this name."""
        await ward.stand(page, url, self.caller)
        state, behind = AT_DESK[name], "/kandidaten" if name == "candidates" else ""
        page.get(f"{url}{self.path(state, behind) if state in self.cases else state}")

    async def house_looks_at_it(self, ward: Ward) -> None:
        """Of the first that it was asked."""
        house = await staff_of(ward.region, self.house)
        sent = _meant((await house.get("/inbox")).text) | {"doe": "zie"}
        assert (await house.post("/inbox", sent)).status_code == 200

    async def takes_it_back(self, ward: Ward) -> None:
        """The only offer of the case that was looked for."""
        at_work, case = await staff_of(ward.region, self.caller), self.path("looked-for")[4:]
        forms = re.findall(r"<form.*?</form>", (await at_work.get(case)).text, re.DOTALL)
        [form] = [one for one in forms if '"terug"' in one]
        sent = _meant(form) | {"doe": "terug", "reden": "went-elsewhere"}
        assert (await at_work.post(case, sent)).status_code == 200


def _meant(text: str) -> dict[str, str]:
    """The first offer of these forms, as it was shown."""
    return {
        one: re.findall(rf'name="{one}" value="([^"]+)"', text)[0] for one in ("offer", "versie")
    }
