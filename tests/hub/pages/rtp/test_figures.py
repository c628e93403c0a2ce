"""/rtp/figures: the numbers are those of the same person's token, and what is masked says so."""

import csv
import re
from collections.abc import AsyncIterator
from decimal import Decimal
from html import unescape
from io import StringIO

import httpx
import pytest

from hub.pages.rtp.figures.dashboard import SECTIONS
from hub.pages.rtp.figures.said import number
from hub.pages.words import words_of
from hub.transfer.figures.agreed import load_agreed
from hub.transfer.figures.terms import Period
from hub.transfer.figures.words import FIGURES
from tests.hub.dossier import an_organization
from tests.hub.fhir.capacity.test_forecast import speaks, told
from tests.hub.fhir.figures.months import Month, a_month, no_transfer_point
from tests.hub.pages.rtp.staff import Staff, nobody, staff_of, words_on
from tests.hub.sites import a_site
from tests.hub.transfer.figures.test_agreed import written
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
DUTCH = words_of("rtp", "nl")
CELL = re.compile(
    r"<t[hd] role=\"(?:rowheader|cell)\"[^>]*>(?:<span.*?</span>)?\s*(.*?)</t[hd]>", re.DOTALL
)
ROW = re.compile(r"<tr role=\"row\">(.*?)</tr>", re.DOTALL)


@pytest.fixture
async def month(region: Region) -> AsyncIterator[Month]:
    async with a_month(region) as one:
        yield one


def asked(month: Month) -> str:
    return f"maand={month.period.first:%Y-%m}"


async def page_of(month: Month, caller: Caller) -> httpx.Response:
    browser = await staff_of(month.region, caller)
    return await browser.get(f"/figures?{asked(month)}")


def rows(page: httpx.Response, code: str) -> list[list[str]]:
    """What the tables of this figure say, row by row."""
    begin = page.text.index(f'id="f-{code}"')
    figure = page.text[begin:].partition('<section class="figure')[0]
    found = [CELL.findall(row) for row in ROW.findall(figure)]
    return [[unescape(cell).strip() for cell in row] for row in found if row]


def test_every_figure_stands_in_one_section() -> None:
    assert sorted(code for codes in SECTIONS.values() for code in codes) == sorted(FIGURES)


async def test_nobody_sees_figures_who_is_not_logged_in(region: Region) -> None:
    page = await (await nobody(region)).get("/figures")

    assert "Inloggen als zorgverlener" in words_on(page)


async def test_where_no_transfer_point_is_the_page_says_so(region: Region) -> None:
    with no_transfer_point(region):
        page = await (await staff_of(region, await region.organization())).get("/figures")

    assert page.status_code == 200
    assert "Er zijn nog geen cijfers" in words_on(page)


async def test_the_transfer_point_reads_the_numbers_that_its_token_reads(month: Month) -> None:
    await month.declined(12)
    await month.declined(3, "infection")

    page = await page_of(month, month.desk)

    sheet = await month.get(month.desk, Accept="text/csv")
    told = list(csv.DictReader(StringIO(sheet.content.decode("utf-8-sig"))))
    shares = {
        one["maat"].removeprefix("aandeel "): one["waarde"].replace(".", ",")
        for one in told
        if (one["code"], one["per"]) == ("answer", "") and one["maat"].startswith("aandeel")
    }
    assert shares == {"no-capacity-or-staff": "80,00", "other-reason": "20,00"}
    assert rows(page, "answer")[:2] == [
        ["geen plaats of personeel", "12", "80"],
        ["andere reden", "3", "20"],
    ]
    [first, second] = rows(page, "refusal-reason")[:2]
    assert (first, second) == (["Geen plaats", "12", "80"], ["Isoleren kan niet", "3", "20"])
    assert ["Alle", "15", "1", "1"] in rows(page, "response-time")
    assert "Alles, zoals het bekend was op" in words_on(page)


async def test_the_transfer_point_reads_providers_by_name(month: Month) -> None:
    provider = await month.region.organization("X3")
    said = await provider.post(an_organization(provider.ura, name="Zorggroep De Kreek"))
    assert said.status_code == 201
    await month.declined(2, provider=provider.ura)

    page = await page_of(month, month.desk)

    assert [f"Zorggroep De Kreek ({provider.ura})", "2", "1", "1"] in rows(page, "response-time")


async def test_others_read_that_a_few_are_masked_and_nothing_by_provider(month: Month) -> None:
    await month.declined(12)
    await month.declined(3, "infection")

    page = await page_of(month, month.others)

    assert rows(page, "answer")[:2] == [
        ["geen plaats of personeel", "afgeschermd", "afgeschermd"],
        ["andere reden", "afgeschermd", "afgeschermd"],
    ]
    assert "minder dan 10 aanvragen" in words_on(page)
    assert 'id="f-refusal-reason"' not in page.text
    assert "Per aanbieder" not in page.text


async def test_others_choose_of_months_that_were_told(month: Month) -> None:
    pages = [await (await staff_of(month.region, one)).get("/figures")
             for one in (month.desk, month.others)]  # fmt: skip

    desk, others = (re.findall(r'<option value="([\d-]+)"', page.text) for page in pages)
    now = month.region.running.clock()
    assert [page.status_code for page in pages] == [200, 200]
    assert (desk[0], len(desk), len(others)) == (f"{now:%Y-%m}", 24, 24)
    agreed = load_agreed(None)
    latest = Period.month(*map(int, others[0].split("-")))
    assert agreed.published_at(latest) <= now


@pytest.mark.parametrize("path", ["?maand=morgen", "?maand=2026-13", "/elders", "/tabel/x"])
async def test_what_is_no_month_or_no_page_is_not_there(month: Month, path: str) -> None:
    page = await (await staff_of(month.region, month.desk)).get(f"/figures{path}")

    assert page.status_code == 404
    assert "Deze pagina is er niet" in words_on(page)


async def test_the_table_is_that_of_the_token(month: Month) -> None:
    await month.declined(11)
    browser = await staff_of(month.region, month.desk)

    answer = await browser.get(f"/figures/tabel?{asked(month)}")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content == (await month.get(month.desk, Accept="text/csv")).content


async def test_a_target_is_said_to_be_met_or_not(month: Month, tmp_path_factory) -> None:
    await month.declined(11)
    targets = [
        {"figure": "response-time", "score": "p50", "at_most": 1},
        {"figure": "answer", "score": "no-capacity-or-staff", "at_most": 50},
        {"figure": "promise", "score": "kept", "at_least": 95},
    ]
    file = written(tmp_path_factory.mktemp("agreed"), targets=targets)
    browser = await staff_of(month.region, month.desk)
    browser.agreed = load_agreed(file)
    await browser.begins()

    said = words_on(await browser.get(f"/figures?{asked(month)}"))

    assert "Doel voor mediaan: hoogstens 1 uur: gehaald." in said
    assert "Doel voor geen plaats of personeel: hoogstens 50 procent: niet gehaald." in said
    assert "Doel voor gehouden: minstens 95 procent: niet te zeggen." in said


async def test_both_kinds_of_wrong_bed_stand_apart_and_are_never_added(month: Month) -> None:
    await month.declined(1)

    page = await page_of(month, month.desk)

    assert "nooit bij elkaar opgeteld" in words_on(page)
    assert len(re.findall(r'id="f-(wait-nights|wrong-bed-nights-nza)"', page.text)) in {0, 2}


async def test_who_looked_is_a_row(month: Month) -> None:
    browser: Staff = await staff_of(month.region, month.others)
    answer = await browser.http.get(
        f"/rtp/figures?{asked(month)}", headers={"X-Request-Id": "f" * 16}
    )

    assert answer.status_code == 200
    rows_left = await month.region.running.left_behind()
    mine = [
        one
        for one in rows_left
        if one["type"] == "MeasureReport" and one["ura"] == month.others.ura
    ]
    assert [one["rule"] for one in mine] == ["DIRECTORY"]


def test_numbers_are_written_as_in_dutch() -> None:
    said = [number(one, DUTCH) for one in (1234, Decimal("12.50"), Decimal("1000.00"), None, 0)]

    assert said == ["1.234", "12,5", "1.000", "afgeschermd", "0"]


async def test_what_is_expected_stands_with_its_error_beside_that_of_as_it_was(
    region: Region,
) -> None:
    site = await a_site(region)
    await speaks(region, site, "respijt-zvw")

    page = await (await staff_of(region, site.provider)).get("/figures/vooruit?zorg=respijt-zvw")

    *_, error = await told(site.provider, "respijt-zvw")
    said = words_on(page)
    assert f"Zo vaak geprobeerd: {number(error['error']['tried'], DUTCH)}." in said
    assert "zat er gemiddeld 0 plaatsen naast" in said
    assert "De Haven" in said
    days = [CELL.findall(row) for row in ROW.findall(page.text)]
    counts = [int(row[1]) for row in days if row]
    assert counts[-14:] == [day["count"] for day in error["day"]]


async def test_of_care_that_nobody_speaks_of_the_page_says_so(region: Region) -> None:
    browser = await staff_of(region, await region.organization("X3"))

    page = await browser.get("/figures/vooruit?zorg=ptz-thuis")
    absent = await browser.get("/figures/vooruit?zorg=thee")

    assert "te weinig opgegeven" in words_on(page)
    assert (page.status_code, absent.status_code) == (200, 404)
