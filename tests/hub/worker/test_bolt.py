"""Who is asked for a place is told so, and so is who asked, whatever becomes of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.hub.offers import a_candidate, coded, offered
from tests.hub.worker.told import says_where, working
from tests.plugins.hub import Region
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio
LATER = timedelta(hours=1)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


async def test_a_candidate_is_told_of_an_offer_by_its_id_and_no_word_more(
    region: Region, told: Told
) -> None:
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    case = await offered(region, provider=provider)

    async with working(region, told) as worker:
        await worker.look(provider.ura)

    [came] = told.came
    name = case.tasks[0].partition("/")[2]
    assert (came.path, came.body) == (f"/notify/{name}", b"")
    assert "Authorization" not in came.headers


async def test_both_are_told_of_each_change_also_of_their_own(region: Region, told: Told) -> None:
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    case = await offered(region, provider=provider)
    await says_where(case.placer, told.url)
    await case.accept()

    async with working(region, told) as worker:
        taken = await worker.look(provider.ura, case.placer.ura)

    assert len(told.came) == 4
    for partner in (provider.ura, case.placer.ura):
        assert [one.event for one in taken if one.partner == partner] == [1, 2]


async def test_who_says_nowhere_is_told_by_nobody(region: Region, told: Told) -> None:
    case = await offered(region)

    async with working(region, told) as worker:
        first = await worker.look(case.providers[0].ura)
        again = await worker.look(case.providers[0].ura)

    assert (len(first), again, told.came) == (1, [], [])


async def test_who_is_not_taken_is_tried_again_in_order(region: Region, told: Told) -> None:
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    case = await offered(region, provider=provider)
    told.status = 503

    async with working(region, told) as worker:
        await worker.look(provider.ura)
        await case.accept()
        await worker.look(provider.ura)
        assert len(told.came) == 1, "the second waits for the first"
        told.status = 202
        worker.clock.ahead = LATER
        taken = await worker.look(provider.ura)

    assert [one.event for one in taken] == [1, 2]
    assert len(told.came) == 3


async def test_what_one_message_is_refused_for_holds_up_no_other(
    region: Region, told: Told
) -> None:
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    await offered(region, provider=provider)
    told.status = 422

    async with working(region, told) as worker:
        await worker.look(provider.ura)
        other = await offered(region, provider=provider)
        told.status = 202
        await worker.look(provider.ura)

    assert told.paths[-1].endswith(other.tasks[0].partition("/")[2])


async def test_nobody_is_followed_elsewhere(region: Region, told: Told) -> None:
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    await offered(region, provider=provider)
    told.status, told.sends_to = 307, f"https://{told.host}/elsewhere"

    async with working(region, told) as worker:
        await worker.look(provider.ura)

    assert len(told.came) == 1


async def test_a_server_that_nobody_vouches_for_is_told_nothing(
    region: Region, told: Told, tmp_path: Path
) -> None:
    provider = await a_candidate(region)
    (tmp_path / "other").mkdir()
    with Told(tmp_path / "other") as other:
        await says_where(provider, told.url)
        await offered(region, provider=provider)
        async with working(region, other, hosts=[told.host]) as worker:
            await worker.look(provider.ura)

    assert told.came == []


async def test_who_was_not_chosen_is_told_that_it_ended_and_then_no_more(
    region: Region, told: Told
) -> None:
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    case = await offered(region, provider=provider)

    async with working(region, told) as worker:
        await worker.look(provider.ura)
        reason = coded("rejection-reason", "no-capacity")
        await case.send(provider, status="rejected", statusReason=reason)
        await worker.look(provider.ura)
        assert len(told.came) == 2
        await case.dossier.source.get(case.tasks[0])
        assert await worker.look(provider.ura) == []


async def test_who_never_knew_of_an_offer_is_not_told_that_it_ended(
    region: Region, told: Told
) -> None:
    provider = await a_candidate(region)
    case = await offered(region, provider=provider)
    reason = coded("cancel-reason", "withdrawn")
    answer = await case.send(case.placer, status="cancelled", statusReason=reason)
    assert answer.status_code == 200, answer.text
    await says_where(provider, told.url)

    async with working(region, told) as worker:
        await worker.look(provider.ura)

    assert told.came == []
