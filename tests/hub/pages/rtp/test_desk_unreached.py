"""Who takes no notification is to be called: the desk reads on its list who that is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.hub.offers import a_candidate
from tests.hub.pages.rtp.staff import staff_of, words_on
from tests.hub.places import sought
from tests.hub.worker.told import says_where, working
from tests.plugins.hub import Region
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


async def test_who_takes_nothing_for_a_quarter_of_an_hour_is_named(
    region: Region, told: Told
) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    other = await sought(region)
    await says_where(candidate, told.url)
    await case.triaged()
    await case.offer(candidate)
    browser, elsewhere = await staff_of(region, case.desk), await staff_of(region, other.desk)
    told.status = 500
    async with working(region, told) as worker:
        await worker.look(candidate.ura)
        before = words_on(await browser.get("/cases"))
        async with region.running.owner.connection() as connection:
            longer = "failing_since = failing_since - interval '20 minutes'"
            where = "WHERE partner = $1"
            await connection.execute(
                f"UPDATE notification_channel SET {longer} {where}", candidate.ura
            )
        away = words_on(await browser.get("/cases"))
        at_another = words_on(await elsewhere.get("/cases"))
        told.status, worker.clock.ahead = 202, timedelta(minutes=20)
        await worker.look(candidate.ura)
        after = words_on(await browser.get("/cases"))

    assert "geen berichten aan" not in before + after + at_another
    assert "Praktijk Duinroos neemt sinds" in away
