"""A case is told of like an offer: to who asked for a place and to the transfer point."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.offers import a_candidate
from tests.hub.places import sought
from tests.hub.worker.told import says_where, working
from tests.plugins.hub import Region
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


async def test_the_transfer_point_is_told_of_a_case_and_the_requester_of_each_step(
    region: Region, told: Told
) -> None:
    case = await sought(region)
    await says_where(case.desk, f"{told.url}/desk")
    await says_where(case.requester, f"{told.url}/asks")
    await case.triaged()

    async with working(region, told) as worker:
        await worker.look(case.desk.ura, case.requester.ura)

    lead = case.lead.partition("/")[2]
    assert sorted(told.paths) == [
        *[f"/notify/asks/{lead}"] * 3,
        *[f"/notify/desk/{lead}"] * 3,
    ]


async def test_a_candidate_is_told_of_its_offer_and_nothing_of_the_case(
    region: Region, told: Told
) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await says_where(candidate, told.url)
    await case.triaged()
    [offer] = await case.offer(candidate)

    async with working(region, told) as worker:
        await worker.look(candidate.ura)

    assert told.paths == [f"/notify/{offer.partition('/')[2]}"]


async def test_the_requester_is_told_that_offers_were_made_by_the_case_alone(
    region: Region, told: Told
) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    await says_where(case.requester, told.url)
    async with working(region, told) as worker:
        await worker.look(case.requester.ura)
        before = len(told.came)
        await case.offer(candidate)
        await worker.look(case.requester.ura)

    lead = case.lead.partition("/")[2]
    assert told.paths[before:] == [f"/notify/{lead}"]
