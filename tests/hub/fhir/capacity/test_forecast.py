"""MeasureReport/$forecast: places two weeks ahead, with how far that was off."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.hub.fhir.capacity.boards import plain
from tests.hub.sites import Site, a_site, a_transfer_point
from tests.hub.write.home import Home
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
_INSERT = (
    "INSERT INTO site_capacity (rid, version, number, region, provider, site, care_type, unit, "
    "said_at, starts, ends, available, expected, entered, is_behind) SELECT gen_random_uuid(), 1, "
    "0, 'almere', $1, $2, $3, 'beds', at, at, at + interval '8 hours', "
    "extract(isodow FROM at)::int, array_fill(NULL::int, ARRAY[7]), 'person', true "
    "FROM generate_series($4::timestamptz, $5::timestamptz, '1 day') AS at"
)
PATH = "MeasureReport/$forecast"


def nobody_elses() -> str:
    """A kind of care of which no other test speaks."""
    return f"care-{uuid4().hex[:12]}"


async def speaks(region: Region, site: Site, care_type: str, days: int = 90) -> None:
    """So many days long the number of the weekday."""
    end = region.running.clock() - timedelta(minutes=5)
    row = (site.provider.ura, site.location, care_type, end - timedelta(days=days), end)
    async with region.running.database.connection() as connection:
        await connection.execute(_INSERT, *row)


async def told(caller: Caller, care_type: str) -> list[dict[str, Any]]:
    answer = await caller.get(f"{PATH}?care-type={care_type}")
    return expectations(answer)


def expectations(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    listed = answer.json()["parameter"]
    return [plain(one) for one in listed if one["name"] == "expectation"]


def sites_of(found: Sequence[dict[str, Any]]) -> set[str]:
    return {one["provider"] for one in found if "provider" in one}


async def test_no_inhabitant_is_told_what_sites_expect(region: Region) -> None:
    home = await Home.of(region)

    assert (await home.himself.get(PATH)).status_code == 403


async def test_a_provider_sees_his_own_sites_and_no_sum_of_one_other(region: Region) -> None:
    mine, other, care = await a_site(region), await a_site(region), nobody_elses()
    for site in (mine, other):
        await speaks(region, site, care)

    found = await told(mine.provider, care)

    assert sites_of(found) == {mine.provider.ura}
    assert [one for one in found if "provider" not in one] == []


async def test_the_transfer_point_sees_all_sites_of_the_care_that_it_asks_for(
    region: Region,
) -> None:
    desk, site = await a_transfer_point(region), await a_site(region)
    care = nobody_elses()
    await speaks(region, site, care)

    found, every = await told(desk, care), expectations(await desk.get(PATH))

    assert sites_of(found) == {site.provider.ura}
    assert {one["care-type"] for one in found} == {care}
    assert care in {one["care-type"] for one in every}
    assert sites_of(every) == set()


async def test_each_weekday_is_as_before_with_its_error_beside_that_of_as_it_was(
    region: Region,
) -> None:
    site = await a_site(region)
    care = nobody_elses()
    await speaks(region, site, care)

    together, one = await told(site.provider, care)

    assert (together["day"], "provider" in together) == (one["day"], False)
    assert len(one["day"]) == 14
    for day in one["day"]:
        assert day["count"] == day["low"] == day["high"]
        assert 1 <= day["count"] <= 7
    assert (one["error"]["mean"], one["error"]["inside"]) == (0.0, 100.0)
    assert one["error"]["naive"] > 1
    assert one["error"]["tried"] > 500


async def test_of_what_was_never_told_nothing_is_expected(region: Region) -> None:
    site = await a_site(region)

    assert await told(site.provider, nobody_elses()) == []


async def test_a_parameter_that_is_none_is_refused_and_who_asked_is_a_row(region: Region) -> None:
    site = await a_site(region)

    assert (await site.provider.get(f"{PATH}?colour=red")).status_code == 400
    answer = await site.provider.get(PATH)
    [row] = await region.left_behind(answer)
    assert (row["type"], row["detail"]) == ("MeasureReport", {"operation": "$forecast"})
