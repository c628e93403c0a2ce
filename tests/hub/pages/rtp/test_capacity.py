"""/rtp/capacity without a script: what a planner says is what is there, and who sees of it."""

import re
from html import unescape

import pytest

from tests.hub.dossier import names
from tests.hub.fhir.capacity.boards import told
from tests.hub.offers import coded, offered
from tests.hub.pages.rtp.staff import Staff, staff_of, words_on
from tests.hub.pages.rtp.test_live import NEWS, opened
from tests.hub.promises import refused
from tests.hub.sites import Site, a_service, a_site, a_transfer_point
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
FIELD = re.compile(r'<input id="v1-([a-z0-9-]+)" name="[^"]+"[^>]* value="([^"]*)"')


def typed_on(browser: Staff) -> dict[str, str]:
    """What stands in the fields of the first form."""
    return {name: unescape(value) for name, value in FIELD.findall(browser.page.text)}


async def planner(region: Region, site: Site) -> Staff:
    """Somebody who works there, with the page before him."""
    browser = await staff_of(region, site.provider)
    browser.page = await browser.get("/capacity")
    assert browser.page.status_code == 200, browser.page.text
    return browser


async def says(browser: Staff, site: Site, **fields: str) -> Staff:
    """He presses the button of the form of this site."""
    of = {"locatie": site.location, "zorgsoort": "elv-hoog", "eenheid": "beds", "wijk": ""}
    browser.page = await browser.post("/capacity", of | fields)
    return browser


async def test_what_a_planner_says_is_what_the_board_tells(region: Region) -> None:
    site = await a_site(region)
    await a_service(site)
    browser = await planner(region, site)
    assert "Nog niet geteld" in words_on(browser.page)

    await says(browser, site, bemand="8", bezet="6", vrij="2", **{"dag-1": "3"})

    assert "Opgeslagen" in words_on(browser.page)
    [row] = await told(site.provider, "row")
    assert (row["available"], row["staffed"], row["occupied"]) == (2, 8, 6)
    assert row["expected"]["count"] == 3
    fields = typed_on(browser)
    assert (fields["vrij"], fields["toegezegd"], fields["dag-1"]) == ("2", "", "3")


async def test_nothing_is_unknown_and_zero_is_zero(region: Region) -> None:
    site = await a_site(region)
    await a_service(site)
    browser = await planner(region, site)

    await says(browser, site, vrij="0")
    [row] = await told(site.provider, "row")
    await says(browser, site, bemand="4", vrij="")
    [then] = await told(site.provider, "row")

    assert (row["standing"], then["standing"]) == ("full", "unknown")


@pytest.mark.parametrize("typed", ["-1", "twee", "1,5", "12345678", "²"])
async def test_what_is_no_number_is_not_kept_and_comes_back_as_typed(
    region: Region, typed: str
) -> None:
    site = await a_site(region)
    await a_service(site)
    browser = await planner(region, site)

    await says(browser, site, bemand="8", vrij=typed)

    assert browser.page.status_code == 400
    assert "niet opgeslagen" in words_on(browser.page)
    assert typed_on(browser)["bemand"] == "8"
    assert 'aria-invalid="true"' in browser.page.text
    [row] = await told(site.provider, "row")
    assert "said-at" not in row


async def test_nobody_says_it_of_the_site_of_another(region: Region) -> None:
    site, other = await a_site(region), await a_site(region)
    await a_service(other)
    browser = await planner(region, other)

    await says(browser, site, vrij="9")

    assert browser.page.status_code == 403
    assert await told(site.provider, "row") == []


async def test_a_form_of_something_else_is_not_kept(region: Region) -> None:
    site = await a_site(region)
    await a_service(site)
    browser = await planner(region, site)

    for wrong in ({"zorgsoort": "x"}, {"eenheid": "kamers"}, {"locatie": "Patient/1"}):
        await says(browser, site, **({"vrij": "1"} | wrong))
        assert browser.page.status_code == 400


async def test_what_the_free_places_can_not_take_is_ticked_and_else_stays(
    region: Region,
) -> None:
    site = await a_site(region)
    await a_service(site)
    await site.says(available=2, limits=frozenset({"women-only", "no-bariatric"}))
    browser = await planner(region, site)
    assert "Blijft ook zo: niet voor Bariatri" in words_on(browser.page)

    await says(browser, site, vrij="2", **{"men-only": "ja"})

    [row] = await told(site.provider, "row")
    assert row["limit"] == ["men-only", "no-bariatric"]


async def test_a_planner_sees_no_number_of_another(region: Region) -> None:
    site, other = await a_site(region, name="Anderhuis"), await a_site(region)
    await site.says(available=7654)
    await a_service(other)

    browser = await planner(region, other)

    assert "Anderhuis" not in browser.page.text
    assert "7654" not in browser.page.text


async def test_who_broke_his_word_is_asked_to_count_again(region: Region) -> None:
    provider = await region.organization("X3", role="30.000", purpose="COC")
    site = await a_site(region, provider)
    await site.says(available=2)
    case = await offered(region, provider=provider)
    reason = coded("rejection-reason", "no-staff")
    await case.send(provider, status="rejected", statusReason=reason)
    browser = await planner(region, site)
    assert "Tel hier opnieuw" in words_on(browser.page)

    await says(browser, site, vrij="0")

    assert "Tel hier opnieuw" not in words_on(browser.page)


async def test_the_transfer_point_looks_into_it_and_is_done(region: Region) -> None:
    one = await refused(region)
    browser = await staff_of(region, one.desk)
    page = await browser.get("/capacity")
    assert "Gemeld als vrij, en toch niet gegeven" in words_on(page)
    sent = {"versie": "1", "uitkomst": "did-not-fit"}
    path = f"/capacity/{one.task.split('/')[1]}"

    wrong = await browser.post(path, sent | {"uitkomst": "x"})
    done = await browser.post(path, sent)
    again = await browser.post(path, sent)

    assert (wrong.status_code, again.status_code) == (400, 409)
    assert "deze toezegging is uitgezocht" in words_on(done)
    assert "toch niet gegeven" not in words_on(done)
    assert "een collega was u voor" in words_on(again)
    task = (await one.desk.get(one.task)).json()
    assert task["status"] == "completed"
    assert "did-not-fit" in str(task["output"])


async def test_a_provider_finds_out_nothing_there(region: Region) -> None:
    one = await refused(region)
    browser = await staff_of(region, one.site.provider)
    await a_service(one.site)
    page = await browser.get("/capacity")
    assert "Wat kwam eruit" not in words_on(page)

    answer = await browser.post(
        f"/capacity/{one.task.split('/')[1]}", {"versie": "1", "uitkomst": "did-not-fit"}
    )

    assert answer.status_code == 404
    assert (await one.desk.get(one.task)).json()["status"] == "requested"


async def test_a_transfer_point_sees_every_site_and_where_it_lies(region: Region) -> None:
    desk = await a_transfer_point(region)
    here = await a_site(
        region, name="Het Strandhuis", position={"latitude": 52.37, "longitude": 5.21}
    )
    nowhere = await a_site(region, name="Het Duinhuis")
    await here.says(available=4)
    await nowhere.says("grz", available=1)
    browser = await staff_of(region, desk)

    browser.page = await browser.get("/capacity")

    read = words_on(browser.page)
    assert browser.page.status_code == 200
    assert "Het Strandhuis" in read
    assert "Het Duinhuis" in read
    assert "4 bedden" in read
    assert "1 bed" in re.findall(r"\b1 bed\w*", read)
    image = await browser.get("/capacity/kaart")
    drawn = re.findall(r">([^<>]+)</text>", image.text)
    assert image.headers["Content-Type"].startswith("image/svg+xml")
    assert "Het Strandhuis" in drawn
    assert "Het Duinhuis" not in drawn
    assert "<form" not in browser.page.text.partition("<main")[2].partition("</main>")[0]


async def test_who_has_no_site_is_told_what_to_do(region: Region) -> None:
    browser = await staff_of(region, await region.organization("X3"))

    page = await browser.get("/capacity")

    assert "zorgadresgids" in words_on(page)


async def test_there_is_nothing_behind_the_page(region: Region) -> None:
    browser = await staff_of(region, await region.organization("X3"))

    for path in ("/capacity/iets", "/capacity/kaart"):
        assert (await browser.get(path)).status_code == 404


async def test_a_transfer_point_hears_of_what_any_site_says(region: Region) -> None:
    desk, site = await a_transfer_point(region), await a_site(region)
    provider = await region.organization("X3", role="30.000", purpose="COC")
    case = await offered(region, provider=provider)
    browser, stranger = await staff_of(region, desk), await staff_of(region, await a_house(region))

    async with opened(browser) as stream, opened(stranger) as others:
        assert (await stream.next(), await others.next()) == ("200", "200")
        await site.says(available=2)
        assert (await stream.next()).startswith(NEWS)
        await case.accept()
        assert (await stream.next()).startswith(NEWS)
        await site.provider("DELETE", await the_report(site))
        assert (await stream.next()).startswith(NEWS)
        assert others.heard() == []


async def the_report(site: Site) -> str:
    [found] = names(await site.provider.get(f"MeasureReport?subject={site.location}"))
    return found


async def a_house(region: Region) -> Caller:
    return await region.organization("X3")


async def test_what_moves_of_the_page_is_asked_by_itself(region: Region) -> None:
    desk, site = await a_transfer_point(region), await a_site(region, name="Het Veerhuis")
    await site.says(available=2)
    for caller in (desk, site.provider):
        part = await (await staff_of(region, caller)).get("/capacity/_lijst")
        assert "Het Veerhuis" in part.text
        assert "<html" not in part.text
