"""A GP or a ward asks for a place by a form: what is written, and what comes back to be mended."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest

from hub.access.addresses import StoredAddresses
from hub.errors import Forbidden
from hub.oauth.people.viewer import SCOPES
from hub.pages.days import day_of
from hub.pages.rtp.request.made import resources_of
from hub.pages.rtp.request.typed import Typed
from hub.pages.words import words_of
from hub.security.professional_request import AskedNow
from hub.write.transfer_asked import TransferAsked, ask_transfer, send_together
from profiles.systems import BSN_SYSTEM, URA_SYSTEM
from tests.builders import a_bsn
from tests.hub.dossier import found
from tests.hub.pages.rtp.staff import Staff, at_work, staff_of, words_on
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
LEADS = "https://example.org/rtp/CodeSystem/task-code|coordinate-placement"
LATER = "2999-01-01"
WORDS = "Kan na de val niet alleen thuis blijven"


async def a_desk(region: Region) -> Caller:
    """A transfer point."""
    desk = await region.organization("Z3", role="30.000", purpose="COC")
    region.running.access.transfer_points[desk.ura] = "almere"
    return desk


class Asking:
    """A GP with the form before him, and what he types."""

    def __init__(self, desk: Caller, doctor: Caller, browser: Staff, text: str) -> None:
        self.desk, self.doctor, self.browser, self.text = desk, doctor, browser, text
        number = re.search(r'name="nummer" value="([^"]+)"', text)
        first = re.search(r'name="vanaf" type="date" value="([^"]+)"', text)
        assert number
        assert first
        self.bsn = a_bsn()
        self.fields = {
            "nummer": number[1],
            "bsn": self.bsn,
            "naam": "Testpersoon Vlinderhof",
            "geboren": "1941-03-12",
            "stad": "Almere",
            "herkomst": "264362003",
            "punt": desk.ura,
            "zorg": "elv-hoog",
            "reden": "5913000",
            "waarom": WORDS,
            "vanaf": first[1],
            "nood-oxygen": "ja",
            "wens-waar": "Almere Haven",
            "wens-niet": "Huis ten Verre",
            "toestemming": "ja",
            "bel-naam": "A. Arts",
            "bel-nummer": "036-5550100",
        }

    async def sends(self, **changes: str) -> str:
        """What the page reads once it is sent."""
        self.browser.page = await self.browser.post("/request", self.fields | changes)
        return words_on(self.browser.page)

    async def kept(self, kind: str) -> list[dict[str, Any]]:
        """What his own system finds of it."""
        [patient] = found(await self.doctor.find("Patient", identifier=f"{BSN_SYSTEM}|{self.bsn}"))
        return found(await self.doctor.get(f"{kind}?patient={patient['id']}"))


async def asking(region: Region, **how: Any) -> Asking:
    """A new GP, who opened the form."""
    desk, doctor = await a_desk(region), await region.doctor("Z3")
    browser = await staff_of(region, doctor, **how)
    page = await browser.get("/request")
    assert page.status_code == 200, page.text
    return Asking(desk, doctor, browser, page.text)


async def test_it_asks_the_transfer_point_as_his_system_would(region: Region) -> None:
    asked = await asking(region)

    words = await asked.sends()

    assert "De aanvraag is verstuurd" in words, words
    [request] = await asked.kept("ServiceRequest")
    [lead] = await asked.kept("Task")
    assert request["identifier"] == lead["identifier"]
    assert request["identifier"][0]["system"] == "https://example.org/rtp/transfer-id"
    assert request["code"]["coding"][0]["code"] == "elv-hoog"
    assert request["reasonCode"][0]["text"] == WORDS
    assert request["orderDetail"][0]["coding"][0]["code"] == "oxygen"
    assert [one["text"] for one in request["note"]] == [
        "Waar het liefst: Almere Haven",
        "Waar niet naartoe: Huis ten Verre",
    ]
    assert lead["status"] == "requested"
    assert lead["focus"]["reference"] == f"ServiceRequest/{request['id']}"
    assert lead["owner"]["identifier"]["value"] == asked.desk.ura
    assert lead["requester"]["identifier"]["value"] == asked.doctor.ura
    said = {one["type"]["coding"][0]["code"]: one for one in lead["input"]}
    assert said["permission"]["valueBoolean"] is True
    assert said["contact"]["valueContactDetail"]["telecom"][0]["value"] == "036-5550100"
    assert said["city"]["valueString"] == "Almere"


async def test_what_can_be_weighed_of_the_wishes_is_said_in_the_case_too(region: Region) -> None:
    asked = await asking(region)

    await asked.sends(
        **{
            "wens-waar": "Haven (1354 AB)",
            "wens-bij": "haar dochter, 1315",
            "wens-taal": "Turks of Nederlands",
        }
    )

    [lead] = await asked.kept("Task")
    said = [(one["type"]["coding"][0]["code"], one.get("valueString")) for one in lead["input"]]
    assert {one for one in said if one[0].startswith("wish")} == {
        ("wish-place", "1354"),
        ("wish-near", "1315|5"),
        ("wish-language", "tr"),
        ("wish-language", "nl"),
    }
    [request] = await asked.kept("ServiceRequest")
    assert "Dicht bij wie of wat, met postcode: haar dochter, 1315" in [
        one["text"] for one in request["note"]
    ]


async def test_sent_twice_it_is_one_request(region: Region) -> None:
    asked = await asking(region)
    await asked.sends()
    assert "De aanvraag is verstuurd" in await asked.sends()
    assert len(await asked.kept("Task")) == len(await asked.kept("ServiceRequest")) == 1


async def test_what_is_sent_again_about_somebody_else_is_another_request(region: Region) -> None:
    """Who goes back in his browser, and types another number in the same form."""
    asked = await asking(region)
    await asked.sends()
    first, asked.bsn = asked.bsn, a_bsn()

    assert "De aanvraag is verstuurd" in await asked.sends(bsn=asked.bsn)

    assert asked.bsn != first
    assert len(await asked.kept("Task")) == len(await asked.kept("ServiceRequest")) == 1
    asked.bsn = first
    assert len(await asked.kept("Task")) == 1


async def test_who_is_kept_already_is_not_described_anew(region: Region) -> None:
    asked = await asking(region)
    await asked.sends()
    before = found(await asked.doctor.find("Patient", identifier=f"{BSN_SYSTEM}|{asked.bsn}"))
    await asked.sends(nummer=str(uuid4()), naam="Heel Iemand Anders")
    after = found(await asked.doctor.find("Patient", identifier=f"{BSN_SYSTEM}|{asked.bsn}"))
    assert before == after
    assert len(await asked.kept("Task")) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bsn": "123456789"}, "Dit is geen geldig BSN"),
        ({"bsn": ""}, "Burgerservicenummer (BSN): Vul dit in"),
        ({"naam": " "}, "Naam van de patiënt: Vul dit in"),
        ({"geboren": "2999-01-01"}, "Geboortedatum: Vul een dag in die kan"),
        ({"zorg": "hotel"}, "Soort zorg: Kies uit de lijst"),
        ({"zorg": ""}, "Soort zorg: Kies uit de lijst"),
        ({"punt": "12345678"}, "Transferpunt: Kies uit de lijst"),
        ({"reden": "1"}, "Reden: Kies uit de lijst"),
        ({"reden": "", "waarom": ""}, "Kies een reden of licht toe"),
        ({"herkomst": "1"}, "Waar is de patiënt nu: Kies uit de lijst"),
        ({"vanaf": ""}, "Nodig vanaf: Kies een dag vanaf vandaag"),
        ({"vanaf": "2020-01-01"}, "Nodig vanaf: Kies een dag vanaf vandaag"),
        ({"vanaf": LATER}, "Nodig vanaf: Kies een dag vanaf vandaag"),
        ({"tot": "2020-01-01"}, "Deze dag moet na de eerste liggen"),
        ({"klaar": "ooit"}, "Vul een dag in die kan"),
        ({"toestemming": ""}, "Zonder toestemming kan er geen plaats worden gezocht"),
        ({"toestemming": "nee"}, "Zonder toestemming kan er geen plaats worden gezocht"),
        ({"bel-naam": ""}, "Naam: Vul dit in"),
        ({"bel-nummer": "bel maar"}, "Vul een telefoonnummer in"),
        ({"waarom": "x" * 2001}, "Dit is te lang"),
        ({"wens-bij": "x\u0000"}, "een teken dat niet bewaard kan worden"),
        ({"nummer": "x"}, "Dit formulier is te oud"),
    ],
)
async def test_what_can_t_be_so_comes_back_with_all_that_was_typed(
    region: Region, changes: dict[str, str], words: str
) -> None:
    asked = await asking(region)

    told = await asked.sends(**changes)

    assert asked.browser.page.status_code == 400
    assert words in told
    kept = asked.fields | changes
    for name in ("stad", "wens-waar", "bel-naam", "naam", "vanaf"):
        assert f'value="{kept[name]}"' in asked.browser.page.text
    if len(kept["waarom"]) < 100:
        assert kept["waarom"] in asked.browser.page.text
    assert asked.browser.page.text.count(" checked") == 1 + (kept["toestemming"] == "ja")
    assert found(await asked.doctor.find("Patient", identifier=f"{BSN_SYSTEM}|{asked.bsn}")) == []


async def test_no_number_of_a_person_stands_in_an_address(region: Region) -> None:
    asked = await asking(region)
    await asked.sends()
    assert asked.bsn not in str(asked.browser.page.url)
    await asked.sends(zorg="")
    assert asked.bsn not in str(asked.browser.page.url)


async def test_whom_he_was_looking_at_is_who_it_is_for(region: Region) -> None:
    asked = await asking(region)
    running = region.running
    kept = json.dumps({"about": {"bsn": asked.bsn, "relation": True}}).encode()
    at = running.access.database, running.access.keyring
    name = await StoredAddresses(*at).give(asked.browser.secret, kept, running.clock())
    page = await asked.browser.get(f"/request?van={name}")
    assert f"BSN eindigt op {asked.bsn[-3:]}" in words_on(page)
    assert asked.bsn not in page.text

    changes = {"van": name, "bsn": "", "naam": "", "geboren": ""}
    assert "De aanvraag is verstuurd" in await asked.sends(**changes)
    assert len(await asked.kept("Task")) == 1


async def test_an_address_of_another_session_stands_for_nobody(region: Region) -> None:
    asked, other = await asking(region), await asking(region)
    running = region.running
    at = running.access.database, running.access.keyring
    kept = json.dumps({"about": {"bsn": other.bsn, "relation": True}}).encode()
    name = await StoredAddresses(*at).give(other.browser.secret, kept, running.clock())

    told = await asked.sends(van=name, bsn="")

    assert "Burgerservicenummer (BSN): Vul dit in" in told
    assert other.bsn[-3:] not in told


async def test_what_was_typed_is_there_after_a_session_of_another(region: Region) -> None:
    asked = await asking(region)
    asked.browser.form = "of-another-session"
    told = await asked.sends()
    assert asked.browser.page.status_code == 403
    assert WORDS in asked.browser.page.text
    assert "De aanvraag is misschien niet verstuurd" in told
    assert found(await asked.doctor.find("Patient", identifier=f"{BSN_SYSTEM}|{asked.bsn}")) == []


async def test_who_may_only_read_sends_nothing(region: Region) -> None:
    asked = await asking(region, scopes=SCOPES)
    await asked.sends()
    assert asked.browser.page.status_code == 403
    assert found(await asked.doctor.find("Patient", identifier=f"{BSN_SYSTEM}|{asked.bsn}")) == []


async def test_no_client_asks_that_was_not_granted_to(region: Region) -> None:
    asked = await asking(region)
    who = at_work(asked.doctor, (*SCOPES, "user/Task.c"))
    now = region.running.clock()
    errand = who.errand("app", None, AskedNow(now=now, request_id="r" * 16, token_id="t"))
    typed = Typed(asked.fields, day_of(now), {asked.desk.ura: "almere"})
    made = resources_of(typed, who.ura, now, words_of("rtp", "nl"))
    verdicts = asked.browser.pages.parts.verdicts

    with pytest.raises(Forbidden):
        await ask_transfer(
            region.running.access, verdicts, TransferAsked(errand, made, "http://hub/fhir")
        )


async def test_without_a_transfer_point_there_is_nothing_to_ask(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(region.running.access, "transfer_points", {})
    page = await (await staff_of(region, await region.doctor("Z3"))).get("/request")
    assert "Aanvragen kan hier niet" in words_on(page)
    assert "Verstuur de aanvraag" not in words_on(page)


async def test_the_desk_finds_what_was_asked_of_it_and_nobody_else_does(region: Region) -> None:
    asked = await asking(region)
    await asked.sends()
    [request] = await asked.kept("ServiceRequest")
    [lead] = await asked.kept("Task")

    own = {"owner:identifier": f"{URA_SYSTEM}|{asked.desk.ura}", "code": LEADS}
    at_desk = found(await asked.desk.find("Task", **own))

    assert [one["id"] for one in at_desk] == [lead["id"]]
    assert (await asked.desk.get(f"ServiceRequest/{request['id']}")).status_code == 200
    stranger = await region.doctor("Z3")
    assert (await stranger.get(f"ServiceRequest/{request['id']}")).status_code == 404


async def test_no_system_sends_what_a_page_does(region: Region) -> None:
    """Whoever wires a page without a person behind it is refused before anything is judged."""
    system, hub = await region.organization("Z3"), region.running.app.fhir.app.hub
    with pytest.raises(Forbidden):
        await send_together(hub.access, hub.verdicts, system.errand(), [], "https://hub.example")
