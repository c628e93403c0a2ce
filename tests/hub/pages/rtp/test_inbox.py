"""The provider's inbox: what its system's token sees, answered by its people, and lost kindly."""

import re

import pytest

from hub.errors import Forbidden, Unprocessable
from hub.oauth.people.viewer import SCOPES
from hub.query.inbox import inbox
from hub.query.opened_beside import opened_beside
from hub.query.search import Limits
from hub.security.errand import Errand
from hub.security.professional_request import About, AskedNow
from hub.transfer.open.told import CONDITIONS
from hub.write.offer_answered import answer_offer
from hub.write.offer_change import OfferChange
from profiles.systems import SNOMED
from tests.hub.dossier import found
from tests.hub.offers import Offered, coded, offered
from tests.hub.pages.rtp.staff import Staff, at_work, staff_of, words_on
from tests.hub.places import begun, sought
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
ACT = {"vanaf": "", "uren": "24"}


async def at_inbox(region: Region, case: Offered, number: int = 0) -> Staff:
    """Somebody of a candidate, who has the page before him."""
    browser = await staff_of(region, case.providers[number])
    page = await browser.get("/inbox")
    assert page.status_code == 200, page.text
    browser.page = page
    return browser


async def says(browser: Staff, act: str, **fields: str) -> str:
    """What the page reads once he pressed it."""
    text = browser.page.text
    sent = {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in FIELDS}
    first = re.search(r'name="vanaf" type="date" value="([^"]+)"', text)
    days = {"vanaf": first[1], "datum": first[1]} if first else {}
    browser.page = await browser.post(
        "/inbox", sent | days | {"uren": "24"} | {"doe": act} | fields
    )
    return words_on(browser.page)


FIELDS = ("offer", "versie")


async def test_the_page_shows_what_a_token_of_the_same_finds_and_reads(region: Region) -> None:
    case = await offered(region, 2)
    [provider, other] = case.providers
    token = found(await provider.get(f"Task?owner:identifier={URA}|{provider.ura}"))
    request = (await provider.get(case.request)).json()

    browser = await at_inbox(region, case)
    errand = errand_of(region, browser)
    page = await inbox(region.running.access, errand, LIMITS)

    assert [one.task for one in page.offers] == token
    assert [one.request for one in page.offers] == [request]
    assert case.tasks[0].partition("/")[2] in browser.page.text
    assert case.tasks[1].partition("/")[2] not in browser.page.text
    assert other.ura not in browser.page.text


URA = "http://fhir.nl/fhir/NamingSystem/ura"
LIMITS = Limits("http://127.0.0.1:8000/fhir", 100, 100)


def errand_of(region: Region, browser: Staff) -> Errand:
    """On what errand a token of his would ask, who sees to the continuity of care."""
    assert browser.who is not None
    asked = AskedNow(now=region.running.clock(), request_id="r" * 16, token_id="t")
    return browser.who.errand("app", About(bsn="", purpose="COC", relation=True), asked)


async def test_it_reads_what_is_asked_of_whom_and_until_when(region: Region) -> None:
    words = words_on((await at_inbox(region, await offered(region))).page)

    assert "Te beantwoorden (1)" in words
    assert "ELV hoog complex" in words
    assert re.search(r"nog [56] uur en \d+ min", words)
    assert re.search(r"ongeveer 8\d jaar", words)
    assert "Vanaf" in words
    assert CONDITIONS[(SNOMED, "422504002")] in words


async def test_who_has_nothing_is_told_so(region: Region) -> None:
    case = await offered(region)
    browser = await staff_of(region, await region.organization("X3", role="30.000"))
    assert "Er is nu niets aan u gevraagd" in words_on(await browser.get("/inbox"))
    assert case.tasks[0].partition("/")[2] not in (await browser.get("/inbox")).text


async def test_yes_in_one_tap_keeps_a_place(region: Region) -> None:
    case = await offered(region)
    browser = await at_inbox(region, case)

    words = await says(browser, "ja")

    assert "Verstuurd: u hebt plaats" in words
    assert "Wacht op de keuze (1)" in words
    task = await case.read(case.placer)
    assert task["status"] == "accepted"
    assert {one["type"]["coding"][0]["code"] for one in task["output"]} == {
        "available-from",
        "held-until",
    }
    assert (await case.select()).status_code == 200


async def test_no_with_a_reason_ends_it_and_nothing_of_it_is_shown_any_more(
    region: Region,
) -> None:
    case = await offered(region)
    browser = await at_inbox(region, case)

    words = await says(browser, "nee", reden="no-capacity")

    assert "De vraag is voor u gesloten" in words
    assert case.tasks[0].partition("/")[2] not in browser.page.text
    task = await case.read(case.placer)
    assert (task["status"], task["statusReason"]) == (
        "rejected",
        coded("rejection-reason", "no-capacity"),
    )


@pytest.mark.parametrize(("act", "status"), [("later", "on-hold"), ("zie", "received")])
async def test_another_day_or_a_look_is_told_to_who_asked(
    region: Region, act: str, status: str
) -> None:
    case = await offered(region)
    browser = await at_inbox(region, case)
    await says(browser, act)
    assert (await case.read(case.placer))["status"] == status


async def test_who_needs_to_know_more_says_so(region: Region) -> None:
    case = await offered(region)
    browser = await at_inbox(region, case)
    assert "U vroeg om meer informatie" in await says(browser, "vraag", tekst="Weegt zij veel?")
    task = await case.read(case.placer)
    assert task["businessStatus"] == coded("transfer-status", "awaiting-information")
    assert [one["text"] for one in task["note"]] == ["Weegt zij veel?"]
    await case.send(case.placer, note=[*task["note"], {"text": "80 kilo"}])
    browser.page = await browser.get("/inbox")
    assert "Weegt zij veel?" in (told := words_on(browser.page))
    assert "80 kilo" in told
    assert "u hebt plaats" in await says(browser, "ja")


async def test_a_question_that_was_not_sent_comes_back_as_it_was_typed(region: Region) -> None:
    case = await offered(region)
    browser = await at_inbox(region, case)
    await case.send(case.providers[0], status="received")

    told = await says(browser, "vraag", tekst="Weegt zij <b>veel</b>?")

    assert browser.page.status_code == 409
    assert "niet verstuurd" in told
    assert "Weegt zij &lt;b&gt;veel" in browser.page.text
    assert "note" not in await case.read(case.placer)


@pytest.mark.parametrize(
    ("act", "fields", "words"),
    [
        ("ja", {"vanaf": "gisteren"}, "Kies een dag vanaf vandaag waarop er plaats is"),
        ("ja", {"vanaf": "2020-01-01"}, "Kies een dag vanaf vandaag waarop er plaats is"),
        ("ja", {"uren": "1000"}, "Kies hoe lang"),
        ("later", {"datum": ""}, "Kies een dag vanaf vandaag"),
        ("nee", {}, "Kies een reden"),
        ("nee", {"reden": "no-response"}, "Kies een reden"),
        ("kies", {}, "Kies wat u wilt antwoorden"),
        ("vraag", {"tekst": " "}, "Schrijf wat u wilt vragen"),
        ("vraag", {"tekst": "x" * 1001}, "Schrijf wat u wilt vragen"),
    ],
)
async def test_what_can_t_be_so_is_told_and_nothing_is_sent(
    region: Region, act: str, fields: dict[str, str], words: str
) -> None:
    case = await offered(region)
    browser = await at_inbox(region, case)

    told = await says(browser, act, **fields)

    assert browser.page.status_code == 400
    assert words in told
    assert (await case.read(case.placer))["status"] == "requested"


async def test_what_a_colleague_changed_meanwhile_is_told_with_how_it_is_now(
    region: Region,
) -> None:
    case = await offered(region)
    one, other = await at_inbox(region, case), await at_inbox(region, case)
    await says(other, "ja")

    told = await says(one, "nee", reden="no-staff")

    assert one.page.status_code == 409
    rows = await region.running.left_behind(most=20)
    assert [row["status"] for row in rows if row["ura"] == case.providers[0].ura].count(412) == 1
    assert "Er is intussen iets veranderd" in told
    assert "U zei ja" in told
    assert (await case.read(case.placer))["status"] == "accepted"


async def test_who_lost_the_race_is_told_that_it_is_no_longer_open(region: Region) -> None:
    case = await offered(region, 2)
    browser = await at_inbox(region, case, 1)
    await case.accept(0)
    await case.select(0)

    told = await says(browser, "ja")

    assert browser.page.status_code == 409
    assert "niet meer voor u open" in told
    assert case.tasks[1].partition("/")[2] not in browser.page.text


async def test_nobody_answers_an_offer_of_another(region: Region) -> None:
    mine, other = await offered(region), await offered(region)
    browser = await at_inbox(region, mine)
    name = other.tasks[0].partition("/")[2]

    told = await says(browser, "ja", offer=name, versie="1")

    assert "niet meer voor u open" in told
    assert (await other.read(other.placer))["status"] == "requested"


async def test_the_chosen_waits_reads_the_handoff_and_takes_over(region: Region) -> None:
    case = await offered(region)
    await case.accept()
    await case.select()
    browser = await at_inbox(region, case)
    assert "U bent gekozen" in words_on(browser.page)
    assert re.findall(r'name="doe" value="(\w+)"', browser.page.text) == ["vraag"]
    assert (await case.begin()).status_code == 200

    browser.page = await browser.get("/inbox")
    task = case.tasks[0].partition("/")[2]
    handoff = await browser.post("/overdracht", {"offer": task})
    assert "Verpleegkundige overdracht" in words_on(handoff)
    assert "Administratief" in words_on(handoff)

    browser.page = handoff
    assert "u nam het dossier over" in await says(browser, "klaar")
    assert (await case.read(case.placer))["status"] == "completed"
    assert (await browser.post("/overdracht", {"offer": task})).status_code == 404


async def test_the_chosen_tells_that_he_has_come_and_then_that_he_took_over(
    region: Region,
) -> None:
    case = await sought(region)
    candidate, _, _ = await begun(case, region)
    browser = await staff_of(region, candidate)
    browser.page = await browser.get("/inbox")

    assert "de patiënt is opgenomen" in await says(browser, "binnen")

    lead = await case.read(case.requester)
    assert lead["businessStatus"] == coded("transfer-status", "admitted")
    assert "De patiënt is er" in words_on(browser.page)
    assert "u nam het dossier over" in await says(browser, "klaar")
    assert (await case.read(case.requester))["status"] == "completed"


@pytest.mark.parametrize(("act", "status"), [("stop", "cancelled"), ("door", "in-progress")])
async def test_the_chosen_is_asked_whether_it_may_be_called_off(
    region: Region, act: str, status: str
) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    asks = coded("transfer-status", "abort-asked")
    reason = coded("cancel-reason", "patient-recovered")
    answer = await case.send(case.desk, offer, businessStatus=asks, statusReason=reason)
    assert answer.status_code == 200, answer.text
    browser = await staff_of(region, candidate)
    browser.page = await browser.get("/inbox")
    assert "Het transferpunt wil dit afbreken" in words_on(browser.page)

    assert "Verstuurd" in await says(browser, act)

    assert (await case.read(case.desk, offer))["status"] == status


async def test_what_goes_wrong_behind_the_choice_is_told_with_a_reason(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    browser = await staff_of(region, candidate)
    browser.page = await browser.get("/inbox")

    assert "Het transferpunt zoekt opnieuw" in await says(browser, "mis", reden="no-staff")

    assert (await case.read(case.desk, offer))["status"] == "failed"
    assert (await case.read(case.desk))["businessStatus"] == coded("transfer-status", "matching")


async def test_who_it_is_stands_above_the_handoff(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    browser = await staff_of(region, candidate)
    await browser.get("/inbox")
    handoff = await browser.post("/overdracht", {"offer": offer.partition("/")[2]})
    assert "Vlinderhof" in words_on(handoff)


async def test_who_was_not_chosen_reads_no_handoff(region: Region) -> None:
    case, other = await offered(region), await offered(region)
    await case.accept()
    await case.select()
    await case.begin()
    browser = await at_inbox(region, other)
    for name in (case.tasks[0], other.tasks[0]):
        page = await browser.post("/overdracht", {"offer": name.partition("/")[2]})
        assert page.status_code == 404


async def test_with_less_than_the_page_takes_nothing_is_shown_or_sent(region: Region) -> None:
    case = await offered(region)
    provider = case.providers[0]
    reads = await staff_of(region, provider, scopes=SCOPES)
    reads.page = await reads.get("/inbox")
    assert "ELV hoog complex" in words_on(reads.page)
    await says(reads, "ja")
    assert reads.page.status_code == 403
    few = await staff_of(region, provider, scopes=("user/Task.rs",))
    assert (await few.get("/inbox")).status_code == 403
    assert (await case.read(case.placer))["status"] == "requested"


async def test_no_client_reads_or_answers_that_was_not_granted_to(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    access, number = region.running.access, case.request.partition("/")[2]
    browser = await staff_of(region, provider)
    few = Staff(region, at_work(provider, ("user/Task.rs",)))
    task = await case.read(provider)
    change = OfferChange(
        errand=errand_of(region, few), resource=task | {"status": "received"},
        id=task["id"], if_match="1",
    )  # fmt: skip

    with pytest.raises(Forbidden):
        await opened_beside(access, errand_of(region, few), "ServiceRequest", [number])
    with pytest.raises(Forbidden):
        await answer_offer(access, browser.pages.parts.verdicts, change)
    assert (await case.read(provider))["status"] == "requested"


async def test_what_a_page_sends_is_judged_as_what_a_system_sends(region: Region) -> None:
    case = await offered(region)
    browser = await staff_of(region, case.providers[0])
    task = await case.read(case.providers[0])
    wrong = task | {"status": "received", "businessStatus": {"coding": [{"code": 1}]}}
    change = OfferChange(
        errand=errand_of(region, browser), resource=wrong, id=task["id"], if_match="1"
    )

    with pytest.raises(Unprocessable) as refused:
        await answer_offer(region.running.access, browser.pages.parts.verdicts, change)
    assert refused.value.rule == "VALIDATION"


async def test_the_fragment_is_the_list_of_the_page(region: Region) -> None:
    browser = await at_inbox(region, await offered(region))
    part = await browser.get("/inbox/_lijst")
    assert part.status_code == 200
    assert "<html" not in part.text
    assert part.text.strip()[:200] in browser.page.text
    assert (await browser.get("/inbox/anders")).status_code == 404


async def test_what_is_shown_and_what_is_sent_stands_in_the_ledger(region: Region) -> None:
    case = await offered(region)
    browser = await at_inbox(region, case)
    await says(browser, "ja")
    rows = [one for one in await region.running.left_behind(most=40) if one["client_id"] == "rtp"]
    mine = [one for one in rows if one["ura"] == case.providers[0].ura]
    assert [(one["interaction"], one["type"]) for one in mine][:4] == [
        ("search-type", "Task"),
        ("read", "ServiceRequest"),
        ("read", "Task"),
        ("update", "Task"),
    ]
