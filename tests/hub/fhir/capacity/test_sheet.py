"""`MeasureReport/$capacity`: a table of one's own sites, taken line by line."""

import csv
import io

import httpx
import pytest

from hub.transfer.capacity.sheet_written import as_sheet
from tests.hub.dossier import fault
from tests.hub.fhir.capacity.boards import Part, named, told
from tests.hub.sites import Site, a_service, a_site
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
PATH = "MeasureReport/$capacity"


async def send(caller: Caller, *lines: str | bytes) -> httpx.Response:
    text = "\r\n".join(one if isinstance(one, str) else one.decode() for one in lines)
    return await caller("POST", PATH, text.encode(), Content_Type="text/csv")


HEAD = "locatie;zorgsoort;geteld_op;van;tot;vrij"


def line(site: Site, care_type: str = "elv-hoog", free: str = "2", hour: int = 9) -> str:
    return ";".join(
        [
            site.location,
            care_type,
            f"2026-11-30 {hour:02}:00",
            f"2026-11-30 {hour:02}:00",
            "2027-01-01 17:00",
            free,
        ]
    )


def lines_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def said(answer: httpx.Response) -> Part:
    assert answer.status_code == 200, answer.text
    return named(answer.json()["parameter"])


async def test_the_good_lines_are_taken_and_each_bad_one_is_told(region: Region) -> None:
    site, other = await a_site(region), await a_site(region)

    answer = await send(
        site.provider,
        HEAD,
        line(site),
        line(site, "grz", "veel"),
        line(site, "onbekend"),
        line(other),
        line(site, "elv-laag", "0"),
    )

    found = said(answer)
    assert found["taken"] == 2
    assert [(one["line"], one["column"]) for one in found["fault"]] == [
        (3, "vrij"),
        (4, "zorgsoort"),
        (5, "locatie"),
    ]
    assert all(one["text"] for one in found["fault"])
    rows = {one["care-type"]: one["available"] for one in await told(site.provider, "row")}
    assert rows == {"elv-hoog": 2, "elv-laag": 0}
    assert await told(other.provider, "row") == []


async def test_where_nothing_is_taken_it_is_refused_with_each_line(region: Region) -> None:
    site, other = await a_site(region), await a_site(region)

    answer = await send(site.provider, HEAD, line(other), line(site, free="-1"))

    assert answer.status_code == 422
    texts = [one["diagnostics"] for one in answer.json()["issue"]]
    assert [text.partition(":")[0] for text in texts] == [
        "Regel 2, kolom locatie",
        "Regel 3, kolom vrij",
    ]


async def test_the_same_file_again_changes_nothing_and_other_numbers_take_their_place(
    region: Region,
) -> None:
    site = await a_site(region)
    first = said(await send(site.provider, HEAD, line(site)))
    again = said(await send(site.provider, HEAD, line(site)))
    other = said(await send(site.provider, HEAD, line(site, free="7")))

    assert first["report"] == again["report"] == other["report"]
    read = (await site.provider.get(first["report"])).json()
    assert read["meta"]["versionId"] == "2"
    [row] = await told(site.provider, "row")
    assert row["available"] == 7


async def test_a_table_is_what_one_said_last_and_can_be_sent_back(region: Region) -> None:
    site = await a_site(region)
    await site.says(staffed=8, available=3, limits=frozenset({"women-only"}))
    await a_service(site, "grz", "elv-hoog")

    answer = await site.provider.get(PATH, Accept="text/csv")
    lines = lines_of(answer)
    again = await site.provider("POST", PATH, answer.content, Content_Type="text/csv")

    assert [(one["zorgsoort"], one["bemand"], one["vrij"]) for one in lines] == [
        ("elv-hoog", "8", "3"),
        ("grz", "", ""),
    ]
    assert said(again)["taken"] == 2


async def test_without_a_word_of_a_table_it_is_reports(region: Region) -> None:
    site = await a_site(region)
    await site.says(available=3)

    answer = await site.provider.get(PATH)

    assert answer.json()["type"] == "collection"
    [entry] = answer.json()["entry"]
    assert entry["resource"]["subject"]["reference"] == site.location


async def test_nobody_is_told_of_another(region: Region) -> None:
    site, other = await a_site(region), await a_site(region)
    await site.says(available=3)
    await a_service(site, "grz")

    answer = await other.provider.get(PATH, Accept="text/csv")

    assert lines_of(answer) == []


async def test_what_is_no_table_is_not_taken(region: Region) -> None:
    site = await a_site(region)
    file = as_sheet([site.statement(available=1)])

    json = await site.provider("POST", PATH, file)
    other = await site.provider("POST", PATH, b"%PDF-1.7\0", Content_Type="text/csv")

    assert (json.status_code, other.status_code) == (415, 422)
    assert fault(other)["diagnostics"].startswith("Regel 1")


async def test_who_may_not_make_a_report_sends_no_table(region: Region) -> None:
    provider = await region.organization("X3", scopes=("system/MeasureReport.rs",))

    answer = await send(provider, HEAD)

    assert answer.status_code == 403


async def test_each_report_leaves_its_row(region: Region) -> None:
    site = await a_site(region)
    other = await a_site(region, site.provider)

    answer = await send(site.provider, HEAD, line(site), line(other))

    rows = await region.left_behind(answer)
    assert [(one["interaction"], one["type"]) for one in rows] == [("update", "MeasureReport")] * 2
