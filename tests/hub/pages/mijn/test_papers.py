"""Papers that were taken along: seen and ended by whose they are, and by nobody else."""

import pytest

from hub.pages.ticket.door import PREFIXES
from hub.query.own_plan import own_plan
from hub.query.search import Limits
from hub.security.ticket import Revoked, Scanned
from profiles.pzp.sheet.version import version_of
from tests.builders import a_treatment_directive
from tests.hub.dossier import Dossier
from tests.hub.pages.mijn.visitors import FORM, Browser, browser_of, words_on
from tests.hub.pages.paper.reading import codes_in
from tests.hub.pages.ticket.papers import a_paper, given, let_in, pat_of, tickets_of
from tests.hub.persons import person
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
LIST = "/meenemen/papier"


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


async def name_of_paper(home: Home) -> str:
    await a_paper(home)
    return (await tickets_of(home.holder.running).list_of(home.himself.errand()))[0].name


async def is_over(home: Home) -> list[bool]:
    papers = await tickets_of(home.holder.running).list_of(home.himself.errand())
    return [one.printed.revoked is not None for one in papers]


async def test_another_neither_sees_nor_ends_a_paper_of_his(region: Region, home: Home) -> None:
    name, neighbour = await name_of_paper(home), await Home.of(region)
    other = await browser_of(neighbour.himself)

    assert name not in (await other.get(LIST)).text
    for answer in (
        await other.get(f"{LIST}/{name}"),
        await other.get(f"{LIST}/{name}/klaar"),
        await other.post(f"{LIST}/{name}/stoppen"),
    ):
        assert answer.status_code == 404
    assert await is_over(home) == [False]


async def test_who_may_not_see_the_record_sees_no_papers(region: Region, home: Home) -> None:
    name = await name_of_paper(home)
    sibling = await browser_of(person(region.running, home.bsn, ground="sibling"))

    assert (await sibling.get(LIST)).status_code == 403
    assert (await sibling.post(f"{LIST}/{name}/stoppen")).status_code == 403
    assert (await Browser(region.running).get(LIST)).status_code == 303
    assert await is_over(home) == [False]


async def test_no_other_site_and_no_link_ends_a_paper(region: Region, home: Home) -> None:
    name, browser = await name_of_paper(home), await browser_of(home.himself)
    path = f"{LIST}/{name}/stoppen"

    answers = [
        await browser.post(path, {"teken": "x"}),
        await browser.post(path, Sec_Fetch_Site="cross-site"),
        await browser.get(path),
        await browser.client.post(f"/mijn{path}", headers=FORM),
    ]

    assert all(answer.status_code in {403, 404} for answer in answers)
    assert await is_over(home) == [False]


async def test_he_reads_what_it_does_and_ends_it_and_reads_that_it_is_done(home: Home) -> None:
    await let_in(home)
    secret = await a_paper(home)
    [paper] = await tickets_of(home.holder.running).list_of(home.himself.errand())
    browser = await browser_of(home.himself)

    asked = await browser.get(f"{LIST}/{paper.name}")
    assert "De code op dit papier werkt dan niet meer." in words_on(asked)
    assert await is_over(home) == [False]
    answer = await browser.post(f"{LIST}/{paper.name}/stoppen")
    again = await browser.post(f"{LIST}/{paper.name}/stoppen")

    assert answer.headers["location"] == again.headers["location"]
    done = await browser.client.get(answer.headers["location"])
    assert "Dit papier telt niet meer" in words_on(done)
    assert "Maak ongeldig" not in words_on(await browser.get(LIST))
    found = await tickets_of(home.holder.running).open_by(secret, home.doctor.errand())
    assert found == Revoked()


async def test_the_list_says_when_by_whom_and_how_often_it_was_scanned(
    region: Region, home: Home
) -> None:
    await let_in(home)
    tickets, browser = tickets_of(region.running), await browser_of(home.himself)
    assert "Er is nog geen papier" in words_on(await browser.get(LIST))
    secret = await a_paper(home)
    await given(home.doctor, "2", pat_of(home))
    for number in range(3):
        scanned = Scanned(region.running.clock(), f"request-{number}abcdef", "192.0.2.1")
        await tickets.scan(secret, scanned)

    said, english = words_on(await browser.get(LIST)), words_on(await browser.get(f"/en{LIST}"))

    assert f"A. Arts van Organisation {home.doctor.ura} deed dat." in said
    assert "U deed dat zelf. Iemand las de code 3 keer." in said
    assert "Nog niemand las de code." in said
    assert "Somebody read the code 3 times." in english
    assert secret not in said


async def test_who_looked_names_the_scan_in_plain_words(home: Home) -> None:
    phone = Browser(home.holder.running).client
    await phone.get(f"{PREFIXES[1]}{(await a_paper(home)).lower()}")

    said = words_on(await (await browser_of(home.himself)).get("/wie-keek"))

    assert "Iemand met uw papier" in said
    assert "De code op uw papier gelezen." in said


@pytest.mark.usefixtures("paper")
async def test_his_own_paper_has_a_code_that_leads_to_his_plan_of_then(home: Home) -> None:
    await let_in(home)
    kept = Dossier(home.holder, home.bsn, home.patient)
    await kept.add(a_treatment_directive(home.patient))
    limits = Limits("http://127.0.0.1:8000/fhir", 500, 500)
    then = await own_plan(home.himself.running.access, home.himself.errand(), limits)

    answer = await (await browser_of(home.himself)).get("/meenemen/wensen.pdf")

    [said] = codes_in(answer.content)
    assert said.startswith("HTTP://127.0.0.1:8000/Q/")
    assert home.bsn not in said
    secret = said.rpartition("/")[2]
    found = await tickets_of(home.holder.running).open_by(secret, home.doctor.errand())
    assert not found.is_newer(version_of(then))
    await kept.add({**a_treatment_directive(home.patient), "dateTime": "2026-10-09"})
    now = await own_plan(home.himself.running.access, home.himself.errand(), limits)
    assert found.is_newer(version_of(now))


async def test_a_paper_that_could_not_be_drawn_is_none(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.pages.paper.worker.PYTHON", ("/bin/false",))

    answer = await (await browser_of(home.himself)).get("/meenemen/wensen.pdf")

    assert answer.status_code == 503
    assert await is_over(home) == []
