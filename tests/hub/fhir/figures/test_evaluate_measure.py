"""Figures of a month over the API: all to the transfer point, to others what tells of nobody."""

import csv
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from io import StringIO
from typing import Any

import httpx
import pytest

from hub.query.transfer_events import transfer_events
from hub.transfer.figures.agreed import load_agreed
from hub.transfer.figures.facts import Facts
from hub.transfer.figures.month import figures_of
from hub.transfer.figures.publish import for_desk
from hub.transfer.figures.report import MASKED, Head, measure_report
from hub.transfer.figures.terms import Period
from hub.transfer.figures.words import FIGURES
from tests.hub.dossier import fault
from tests.hub.fhir.figures.months import MEASURE, Month, a_month, no_transfer_point
from tests.hub.offers import offered
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
async def month(region: Region) -> AsyncIterator[Month]:
    async with a_month(region) as one:
        yield one


def groups(answer: httpx.Response) -> Mapping[str, Any]:
    assert answer.status_code == 200, answer.text
    return {one["code"]["coding"][0]["code"]: one for one in answer.json()["group"]}


def count(group: Mapping[str, Any], code: str) -> Any:
    [said] = [p for p in group["population"] if p["code"]["coding"][0]["code"] == code]
    return said.get("count", said.get("_count"))


async def test_no_inhabitant_is_told_figures(region: Region) -> None:
    home = await Home.of(region)

    answer = await home.himself.get(f"{MEASURE}?periodStart=2001-01-01&periodEnd=2001-01-31")

    assert answer.status_code == 403


async def test_who_has_no_scope_for_them_is_told_so(month: Month) -> None:
    month.desk.scopes = ("system/Task.rs",)

    answer = await month.get(month.desk)

    assert (answer.status_code, fault(answer)["code"]) == (403, "forbidden")


async def test_where_no_transfer_point_is_there_are_none(month: Month) -> None:
    with no_transfer_point(month.region):
        answer = await month.get(month.desk)

    assert answer.status_code == 404


async def test_others_are_told_nothing_of_a_few_and_the_desk_everything(month: Month) -> None:
    await month.declined(12)
    await month.declined(3, "infection")

    whole, masked = groups(await month.get(month.desk)), groups(await month.get(month.others))

    assert count(whole["refusal-reason-infection"], "numerator") == 3
    assert count(whole["refusal-reason-no-capacity"], "numerator") == 12
    assert "refusal-reason-infection" not in masked, "by reason and provider is for the desk"
    few = masked["answer-other-reason"]
    assert count(few, "numerator") == MASKED
    assert few["measureScore"]["_value"] == MASKED
    assert count(masked["answer-no-capacity-or-staff"], "numerator") == MASKED, "15 less 3"
    assert count(masked["answer-other-reason"], "denominator") == 15


async def test_what_others_are_told_once_stays_so(month: Month) -> None:
    await month.declined(20)
    first = await month.get(month.others)

    await month.declined(1)
    again, desk = await month.get(month.others), groups(await month.get(month.desk))

    assert again.content == first.content
    assert count(groups(again)["answer-no-capacity-or-staff"], "denominator") == 20
    assert count(desk["answer-no-capacity-or-staff"], "denominator") == 21


async def test_others_wait_until_a_month_is_told(month: Month) -> None:
    today = month.region.running.clock().date()
    month.period = Period.month(today.year, today.month)

    answer = await month.get(month.others)

    assert answer.status_code == 404
    assert "are told on" in fault(answer)["diagnostics"]
    dutch = await month.get(month.others, Accept_Language="nl")
    assert "worden gegeven op" in fault(dutch)["diagnostics"]


async def test_a_month_that_has_not_begun_has_none(month: Month) -> None:
    month.period = Period.month(month.region.running.clock().year + 1, 12)

    assert (await month.get(month.desk)).status_code == 404


async def test_a_case_that_began_before_is_of_the_month_before(month: Month) -> None:
    before = Month(month.region, month.desk, month.others, month.period)
    await month.declined(2)
    late = month.begin + timedelta(days=31)
    month.period = Period.month(late.year, late.month)

    assert "answer-no-capacity-or-staff" not in groups(await month.get(month.desk))
    assert "answer-no-capacity-or-staff" in groups(await before.get(before.desk))


async def test_the_answer_is_what_the_rules_make_of_what_happened(month: Month) -> None:
    case = await offered(month.region, 3)
    await case.accept(0)
    running = month.region.running
    today = running.clock().date()
    month.period = period = Period.month(today.year, today.month)

    running.clock.ahead = timedelta(hours=2)  # so that nothing is held of before
    try:
        answer = await month.get(month.desk)
        at = running.clock()
    finally:
        running.clock.ahead = timedelta()

    access, agreed = running.access, load_agreed(None)
    begin, report = month.begin - timedelta(hours=13), answer.json()
    events = await transfer_events(access, begin, begin + timedelta(days=62))
    plain = figures_of(events, Facts(), agreed.terms, period, at)
    expected = measure_report(for_desk(plain), Head(period, at, month.desk.ura))
    for volatile in ("date", "group"):
        assert volatile in report
    codes = ("answer-accepted", "promise-kept", "response-time-p50")
    same = {one["code"]["coding"][0]["code"]: one for one in expected["group"]}
    assert {one: groups(answer)[one] for one in codes} == {one: same[one] for one in codes}
    assert count(groups(answer)["answer-accepted"], "numerator") >= 1
    assert report["period"]["start"] == str(period.first)


async def test_it_is_a_table_for_who_asks_for_one(month: Month) -> None:
    await month.declined(11)

    tables = [
        await month.get(month.desk, Accept="text/csv"),
        await month.desk.get(f"{MEASURE}?{month.asked}&_format=csv"),
    ]

    for answer in tables:
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert f"cijfers-{month.period.first:%Y-%m}.csv" in answer.headers["Content-Disposition"]
        rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
        [said] = [r for r in rows if (r["code"], r["per"], r["maat"]) == (
            "answer", "", "aantal no-capacity-or-staff"
        )]  # fmt: skip
        assert said["waarde"] == "11"


async def test_by_its_canonical_and_by_post_it_is_the_same(month: Month) -> None:
    await month.declined(2)
    url = "https://example.org/rtp/Measure/transfer-figures"
    said = {"measure": url, "periodStart": str(month.period.first)}
    said["periodEnd"] = str(month.period.last)
    parameters = [{"name": name, "valueString": value} for name, value in said.items()]
    body = {"resourceType": "Parameters", "parameter": parameters}

    by_name = await month.get(month.desk)
    answers = [
        await month.desk.get(f"Measure/$evaluate-measure?measure={url}&{month.asked}"),
        await month.desk("POST", "Measure/$evaluate-measure", body),
    ]

    for answer in answers:
        assert groups(answer) == groups(by_name)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{MEASURE}?periodStart=2001-01-01", 400),
        (f"{MEASURE}?periodStart=2001-01-01&periodEnd=2001-01-30", 400),
        (f"{MEASURE}?periodStart=2001-01-01&periodEnd=2001-02-28", 400),
        (f"{MEASURE}?periodStart=January&periodEnd=2001-01-31", 400),
        (f"{MEASURE}?periodStart=2001-01-01&periodEnd=2001-01-31&reportType=subject", 400),
        (f"{MEASURE}?periodStart=2001-01-01&periodEnd=2001-01-31&subject=Patient/1", 400),
        ("Measure/none/$evaluate-measure?periodStart=2001-01-01&periodEnd=2001-01-31", 404),
        ("Measure/$evaluate-measure?periodStart=2001-01-01&periodEnd=2001-01-31", 400),
    ],
)
async def test_what_can_not_be_counted_is_refused(month: Month, path: str, status: int) -> None:
    assert (await month.desk.get(path)).status_code == status


async def test_who_looked_is_a_row(month: Month) -> None:
    whole, part = await month.get(month.desk), await month.get(month.others)

    for answer, rule in ((whole, "T-FIGURES"), (part, "DIRECTORY")):
        [row] = await month.region.left_behind(answer)
        assert (row["interaction"], row["type"], row["rule"]) == (
            "operation", "MeasureReport", rule,
        )  # fmt: skip


async def test_the_measure_is_read_by_everyone_and_names_each_figure(month: Month) -> None:
    answer = await month.desk.client.get(
        "Measure?url=https://example.org/rtp/Measure/transfer-figures"
    )

    [entry] = answer.json()["entry"]
    said = [one["code"]["coding"][0] for one in entry["resource"]["group"]]
    assert {one["code"]: one["display"] for one in said} == FIGURES
