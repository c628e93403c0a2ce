"""What a site has free, sent as a MeasureReport: whole or not at all, and by whose it is."""

from typing import Any

import pytest

from hub.storage.site_capacity import said_now
from hub.transfer.capacity.columns import statement_of
from hub.transfer.capacity.statement import Statement
from tests.builders import a_transaction, urn
from tests.hub.dossier import a_dossier, address, addresses, an_observation, fault, found, names
from tests.hub.sites import Site, Tree, a_site, a_transfer_point, managed_by
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def kept(region: Region, site: Site) -> list[Statement]:
    """The statements of this provider that may be in force."""
    async with region.running.database.connection() as connection:
        return [statement_of(row) for row in await said_now(connection, site.provider.ura)]


async def available(region: Region, site: Site) -> list[int | None]:
    return [one.available for one in await kept(region, site)]


async def history(region: Region, site: Site) -> int:
    async with region.running.database.connection() as connection:
        count = "SELECT count(*) FROM site_capacity WHERE provider = $1"
        number: int = await connection.fetchval(count, site.provider.ura)
        return number


async def test_a_report_is_kept_as_it_was_sent_and_as_what_it_says(region: Region) -> None:
    site = await a_site(region)
    said = site.statement(
        staffed=8,
        occupied=7,
        reserved=0,
        available=1,
        expected=(0, None, 2, 3, 4, 5, 6),
        limits=frozenset({"women-only"}),
        confidence="estimated",
    )
    report = site.report(
        staffed=8,
        occupied=7,
        reserved=0,
        available=1,
        expected=(0, None, 2, 3, 4, 5, 6),
        limits=frozenset({"women-only"}),
        confidence="estimated",
    )

    answer = await site.provider.post(report)
    read = await site.provider.get(address(answer))

    assert answer.status_code == 201, answer.text
    assert {name: read.json()[name] for name in report if name != "meta"} == {
        name: one for name, one in report.items() if name != "meta"
    }
    [one] = await kept(region, site)
    assert (one.of, one.limits, one.expected) == (said.of, said.limits, said.expected)
    assert (one.staffed, one.occupied, one.reserved, one.available) == (8, 7, 0, 1)
    [row] = await region.left_behind(answer)
    assert (row["interaction"], row["outcome"] if "outcome" in row else row["status"]) == (
        "create",
        201,
    )


async def test_it_is_found_by_what_it_tells_of(region: Region) -> None:
    site, other = await a_site(region), await a_site(region)
    mine = address(await site.says(available=1))
    await other.says(available=2)

    for asked in (
        f"MeasureReport?subject={site.location}",
        "MeasureReport?_sort=-_lastUpdated",
        "MeasureReport?measure=https://example.org/rtp/Measure/regional-capacity",
        f"MeasureReport?_id={mine.partition('/')[2]}",
    ):
        answer = await site.provider.get(asked)
        assert names(answer) == [mine], (asked, answer.text)
        assert answer.json()["total"] == 1


async def test_what_is_said_later_takes_the_place_of_what_was_said_before(region: Region) -> None:
    site = await a_site(region)
    await site.says(available=5, minutes=30)
    await site.says("grz", available=7, minutes=30)

    await site.says(available=2, minutes=1)

    assert sorted(await available(region, site), key=str) == [2, 7]
    assert await history(region, site) == 3


async def test_what_comes_late_takes_the_place_of_nothing(region: Region) -> None:
    site = await a_site(region)
    await site.says(available=2, minutes=1)

    await site.says(available=5, minutes=30)

    assert sorted(await available(region, site), key=str) == [2, 5]


async def test_a_corrected_report_is_what_counts(region: Region) -> None:
    site = await a_site(region)
    report = site.report(available=3)
    name = address(await site.provider.post(report)).partition("/")[2]
    group = report["group"][0]
    more = [one | {"count": 5} if one.get("count") == 3 else one for one in group["population"]]

    answer = await site.provider.put(report | {"id": name, "group": [group | {"population": more}]})

    assert answer.status_code == 200, answer.text
    assert await available(region, site) == [5]
    assert await history(region, site) == 2


async def test_what_stood_before_a_report_that_is_deleted_stands_again(region: Region) -> None:
    site = await a_site(region)
    await site.says(available=4, minutes=30)
    wrong = address(await site.says(available=9, minutes=1))
    assert await available(region, site) == [9]

    answer = await site.provider("DELETE", wrong)

    assert answer.status_code in {200, 204}
    assert await available(region, site) == [4]


async def test_of_reports_that_are_corrected_together_only_the_new_words_stand(
    region: Region,
) -> None:
    site = await a_site(region)
    for name, minutes in (("a", 90), ("b", 60), ("c", 30)):
        await site.provider.put(site.report(available=9, minutes=minutes) | {"id": name})
    bundle = a_transaction(
        *(
            (
                site.report(available=number, minutes=minutes) | {"id": name},
                f"PUT MeasureReport/{name}",
            )
            for number, (name, minutes) in enumerate((("a", 91), ("b", 61), ("c", 31)))
        ),
        (site.report(available=7, minutes=1), "POST MeasureReport"),
    )

    answer = await site.provider.transaction(bundle)

    assert answer.status_code == 200, answer.text
    async with region.running.database.connection() as connection:
        asked = "SELECT available FROM site_capacity WHERE provider = $1 AND gone_at IS NULL"
        rows = await connection.fetch(asked, site.provider.ura)
    assert sorted(row["available"] for row in rows) == [0, 1, 2, 7]


async def test_in_a_transaction_it_goes_with_the_site_that_it_tells_of(region: Region) -> None:
    provider = await region.organization("X3")
    location = {"resourceType": "Location", "managingOrganization": managed_by(provider.ura)}
    report = Site(provider, "Location/x").report(available=1)
    report["subject"] = {"reference": urn(0)}

    answer = await provider.transaction(
        a_transaction((location, "POST Location"), (report, "POST MeasureReport"))
    )

    site = Site(provider, addresses(answer)[0])
    assert [one.of.site for one in await kept(region, site)] == [site.location]


async def test_one_fault_keeps_a_whole_transaction_out(region: Region) -> None:
    site = await a_site(region)
    wrong = site.report("grz", available=1) | {"status": "pending"}

    answer = await site.provider.transaction(
        a_transaction(
            (site.report(available=1), "POST MeasureReport"), (wrong, "POST MeasureReport")
        )
    )

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Bundle.entry[1].resource.status"]
    assert await history(region, site) == 0


async def test_beside_what_is_somebodys_it_stays_nobodys(region: Region) -> None:
    dossier = await a_dossier(region)
    site = await a_site(region, dossier.source)

    answer = await dossier.source.transaction(
        a_transaction(
            (an_observation(dossier.patient), "POST Observation"),
            (site.report(available=1), "POST MeasureReport"),
        )
    )

    assert answer.status_code == 200, answer.text
    assert await available(region, site) == [1]


FAULTS: list[tuple[Tree, str]] = [
    ({"status": "pending"}, "MeasureReport.status"),
    ({"group": []}, "MeasureReport"),
    ({"date": "2026-11-22"}, "MeasureReport.date"),
    ({"date": "2999-01-01T00:00:00Z"}, "MeasureReport.date"),
    ({"reporter": {"display": "Haven"}}, "MeasureReport.reporter"),
    ({"period": {"start": "2026-11-22T12:00:00Z", "end": "2026-11-22T12:00:00Z"}}, "MeasureReport"),
]


@pytest.mark.parametrize(("changed", "place"), FAULTS)
async def test_each_fault_is_told_with_its_place_and_a_sentence(
    region: Region, changed: dict[str, Any], place: str
) -> None:
    site = await a_site(region)

    answer = await site.provider.post(site.report(available=1) | changed)

    assert answer.status_code == 422, answer.text
    told = fault(answer)
    assert told["diagnostics"]
    assert told["expression"][0].startswith(place)
    assert await history(region, site) == 0


async def test_all_that_stands_against_a_report_is_told_at_once(region: Region) -> None:
    site, other = await a_site(region), await a_site(region)
    sent = site.report(available=1) | {"date": "2026-11-22", "status": "pending"}

    answer = await other.provider.post(sent)

    assert answer.status_code == 403, answer.text
    told = {one["expression"][0] for one in answer.json()["issue"]}
    assert told >= {
        "MeasureReport.status",
        "MeasureReport.date",
        "MeasureReport.reporter",
    }
    assert await history(region, site) == 0


async def test_a_report_of_another_measure_belongs_to_an_inhabitant(region: Region) -> None:
    site = await a_site(region)

    answer = await site.provider.post(
        site.report(available=1) | {"measure": "https://example.org/Measure/other"}
    )

    assert answer.status_code == 422
    assert "site has free" in fault(answer)["diagnostics"]


async def test_a_transfer_point_writes_down_what_a_provider_said_by_phone(region: Region) -> None:
    site, desk = await a_site(region), await a_transfer_point(region)
    report = site.report(available=2, entered_by=desk.ura)

    answer = await desk.post(report)

    assert answer.status_code == 201, answer.text
    [one] = await kept(region, site)
    assert (one.of.provider, one.entered_by) == (site.provider.ura, desk.ura)


async def test_a_transfer_point_reads_what_every_site_said(region: Region) -> None:
    site, desk = await a_site(region), await a_transfer_point(region)
    report = address(await site.says(available=2))

    assert (await desk.get(report)).status_code == 200
    assert (await desk.get(f"{report}/_history/1")).status_code == 200
    for asked in (f"MeasureReport?subject={site.location}", f"MeasureReport?_id={report[14:]}"):
        assert [one["id"] for one in found(await desk.get(asked))] == [report[14:]]
