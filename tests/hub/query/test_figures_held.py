"""A month is counted when something happened, by one at a time, and not for each who asks."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from hub.query.transfer_figures import Figures
from hub.transfer.figures.agreed import load_agreed
from tests.hub.fhir.figures.months import a_month
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_who_asks_at_once_gets_the_same(region: Region) -> None:
    async with a_month(region) as month:
        await month.declined(3)
        figures = Figures(region.running.access, load_agreed(None))
        asked = [figures.told(month.desk.errand(), month.period) for _ in range(5)]

        told = await asyncio.gather(*asked)

        assert len({one.at for one in told}) == 1


async def test_who_asked_a_moment_before_it_was_counted_gets_the_same(region: Region) -> None:
    async with a_month(region) as month:
        figures = Figures(region.running.access, load_agreed(None))
        errand = month.desk.errand()
        counted = await figures.told(errand, month.period)
        before = structs.replace(errand, now=errand.now - timedelta(microseconds=75))

        told = await figures.told(before, month.period)

        assert told.at == counted.at


async def test_what_happened_since_is_counted_at_once_where_that_is_quick(region: Region) -> None:
    async with a_month(region) as month:
        figures = Figures(region.running.access, load_agreed(None))
        await month.declined(1)
        before = await figures.told(month.desk.errand(), month.period)
        figures._held[month.period] = replace(figures._held[month.period], cost=0.0)
        await month.declined(1)

        after = await figures.told(month.desk.errand(), month.period)

        counts = [
            next(one.counted for one in told.lines if one.code == "answer" and not one.of)
            for told in (before, after)
        ]
        assert counts == [1, 2]


async def test_where_it_takes_long_what_is_held_is_told_with_its_moment(region: Region) -> None:
    async with a_month(region) as month:
        figures = Figures(region.running.access, load_agreed(None))
        await month.declined(1)
        before = await figures.told(month.desk.errand(), month.period)
        figures._held[month.period] = replace(figures._held[month.period], cost=60.0)
        await month.declined(1)

        held = await figures.told(month.desk.errand(), month.period)
        errand = month.desk.errand()
        later = structs.replace(errand, now=errand.now + timedelta(hours=2))
        anew = await figures.told(later, month.period)

        assert held.at == before.at
        assert anew.at == later.now
