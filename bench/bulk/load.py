"""A region of one of the sizes: people in its first days, who looked in the months that follow."""

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import TypeVar

from sqlalchemy.ext.asyncio import create_async_engine

from bench.bulk.events import Seen
from bench.bulk.part import Newcomer, Place, events, people, seen_of
from bench.bulk.sealing import sealed
from bench.bulk.size import Size
from bench.region import Inhabitant, Region
from hub.ledger.sealer import LATEST
from hub.storage.migrations.months import make_months

MONTHS = 6
PROCESSES = 2
SEALED_AFTER = LATEST * 0.9
"""How much older than its seal a row is at most."""
Result = TypeVar("Result")


def filled(
    owner_url: str, settings: Mapping[str, str], region: Region, size: Size, now: datetime
) -> Region:
    """The region with the inhabitants who have wishes; of an empty database."""
    months = _months(now)
    asyncio.run(_partitions(owner_url, months[0]))
    place = Place(settings, region)
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        done = _people(pool, place, size, months[0])
        seen = [seen_of(settings, one) for one, _ in done]
        _looks(pool, place, seen, max(0, size.ledger - size.known), (months[1], now))
    with_wishes = sorted((one for one, wishes in done if wishes), key=lambda one: one.bsn)
    rest = region.strangers[size.known :]
    return replace(region, inhabitants=tuple(with_wishes), strangers=rest)


def _people(
    pool: ProcessPoolExecutor, place: Place, size: Size, first: datetime
) -> list[tuple[Inhabitant, bool]]:
    """Each process has practices of its own."""
    parts: list[list[Newcomer]] = [[] for _ in range(PROCESSES)]
    for one in _newcomers(place.region, size, first):
        parts[int(one.doctor.ura) % PROCESSES].append(one)
    done = _all_of([pool.submit(people, place, part) for part in parts])
    asyncio.run(sealed(place.settings, first + SEALED_AFTER))
    return [one for each in done for one in each]


def _looks(
    pool: ProcessPoolExecutor,
    place: Place,
    seen: list[Seen],
    number: int,
    period: tuple[datetime, datetime],
) -> None:
    """Rows by the hour they tell of, sealed soon: a seal comes within two days of its rows."""
    since, until = period
    days = (until - since) // SEALED_AFTER + 1
    parts = [seen[each::PROCESSES] for each in range(PROCESSES)]
    for day in range(days):
        here = number * (day + 1) // days - number * day // days
        if not here:
            continue
        begin = since + (until - since) / days * day
        end = since + (until - since) / days * (day + 1)
        shares = [(here + each) // PROCESSES for each in range(PROCESSES)]
        _all_of(
            [
                pool.submit(events, place, part, share, begin, end)
                for part, share in zip(parts, shares, strict=True)
            ]
        )
        asyncio.run(sealed(place.settings, end))


def _all_of(futures: list[Future[Result]]) -> list[Result]:
    """What they come to; raises what one of them raised."""
    return [future.result() for future in futures]


def _months(now: datetime) -> list[datetime]:
    """The first moments of this month and of those before it, oldest first."""
    found = [now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)]
    while len(found) <= MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


async def _partitions(owner_url: str, first: datetime) -> None:
    """As they would have been made in the first of these months."""
    engine = create_async_engine(owner_url.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(make_months, first.date())
    finally:
        await engine.dispose()


def _newcomers(region: Region, size: Size, first: datetime) -> Iterator[Newcomer]:
    """The choices are dealt out evenly; wishes to those who come first."""
    for number in range(size.known):
        yield Newcomer(
            bsn=region.strangers[number],
            doctor=region.doctors[number % len(region.doctors)],
            has_wishes=number < size.wishes,
            choices=size.choices * (number + 1) // size.known - size.choices * number // size.known,
            at=first + SEALED_AFTER * (number / size.known),
        )
