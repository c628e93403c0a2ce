"""What sites stated goes into the figures: how fresh it is, and whether there was a place."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from hub.query.transfer_facts import transfer_facts
from hub.transfer.figures.agreed import load_agreed
from hub.transfer.figures.facts import Facts
from hub.transfer.figures.terms import Period
from tests.hub.fhir.figures.months import Month, a_month
from tests.hub.sites import a_service, a_site
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
async def month(region: Region) -> AsyncIterator[Month]:
    async with a_month(region) as one:
        yield one


async def facts(region: Region) -> Facts:
    now = region.running.clock()
    begin = now - timedelta(days=40)
    return await transfer_facts(region.running.access, load_agreed(None), begin, now, now)


async def test_a_service_has_its_city_and_its_region_and_what_was_stated(region: Region) -> None:
    site = await a_site(region, address={"city": "Urk"})
    service = await a_service(site, "elv-hoog", "grz")
    for count in (3, 0):
        answer = await site.says("elv-hoog", available=count, minutes=5 - count, region="urk")
        assert answer.status_code == 201, answer.text

    found = await facts(region)

    known = found.sites[service]
    assert (known.provider, known.city, known.region, known.kind) == (
        site.provider.ura, "Urk", "urk", "elv-hoog",
    )  # fmt: skip
    said = [one for one in found.statements if one.service == service]
    assert sorted(one.available or 0 for one in said) == [0, 3]
    assert {one.care_type for one in said} == {"elv-hoog"}


async def test_care_that_comes_home_is_at_home_and_nobody_knows_what_is_not_told(
    region: Region,
) -> None:
    site = await a_site(region)
    service = await a_service(site, "wijkverpleging")

    known = (await facts(region)).sites[service]

    assert (known.kind, known.city) == ("264362003", None)


async def test_a_service_that_is_not_active_is_no_site(region: Region) -> None:
    site = await a_site(region)
    service = await a_service(site, active=False)

    assert service not in (await facts(region)).sites


async def test_who_never_said_anything_is_counted_too(month: Month) -> None:
    silent, speaks = await a_site(month.region), await a_site(month.region)
    for site in (silent, speaks):
        await a_service(site)
    assert (await speaks.says(available=1)).status_code == 201
    today = month.region.running.clock().date()
    month.period = Period.month(today.year, today.month)

    clock = month.region.running.clock
    clock.ahead = timedelta(hours=4)  # so that nothing is held of before
    try:
        answer = await month.get(month.desk)
    finally:
        clock.ahead = timedelta()

    groups = {one["code"]["coding"][0]["code"] for one in answer.json()["group"]}
    assert {"capacity-freshness-fresh", "capacity-freshness-never"} <= groups
