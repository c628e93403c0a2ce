"""A proof is used once, whoever asks first; what can't be sent any more is forgotten."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from hub.storage.database import Database
from hub.storage.proofs import UsedProofs

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
SOON = NOW + timedelta(seconds=60)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url, 8)
    yield opened
    await opened.close()


def a_name() -> bytes:
    return secrets.token_bytes(32)


async def test_of_many_who_use_one_at_the_same_moment_one_does(database: Database) -> None:
    hubs, name = [UsedProofs(database) for _ in range(4)], a_name()

    told = await asyncio.gather(*(hub.use(name, SOON, NOW) for hub in hubs for _ in range(10)))

    assert sorted(told) == [False] * 39 + [True]


async def test_of_those_who_share_a_statement_one_uses_it(database: Database) -> None:
    proofs, name = UsedProofs(database), a_name()

    first, *told = await asyncio.gather(
        proofs.use(a_name(), SOON, NOW), *(proofs.use(name, SOON, NOW) for _ in range(10))
    )

    assert first
    assert sorted(told) == [False] * 9 + [True]


async def test_those_of_others_at_the_same_moment_are_no_matter(database: Database) -> None:
    proofs, names = UsedProofs(database), [a_name() for _ in range(50)]
    assert await proofs.use(names[7], SOON, NOW)

    told = await asyncio.gather(*(proofs.use(name, SOON, NOW) for name in names))

    assert told == [number != 7 for number in range(50)]


async def test_one_is_forgotten_only_when_no_hub_would_take_it(database: Database) -> None:
    proofs = UsedProofs(database)
    # Before all that other tests leave: the oldest are forgotten first, some at a time.
    then = datetime(1999, 1, 1, tzinfo=UTC)
    until, name = then + timedelta(seconds=60), a_name()
    assert await proofs.use(name, until, then)

    await proofs.use(a_name(), until, until + timedelta(minutes=9, seconds=59))
    assert not await proofs.use(name, until, then)
    await proofs.use(a_name(), until, until + timedelta(minutes=10, seconds=1))
    assert await proofs.use(name, until, then)


async def test_more_is_forgotten_than_comes(database: Database, owner_url: str) -> None:
    """Else the table grows as long as somebody calls."""
    proofs, then = UsedProofs(database), datetime(2000, 1, 1, tzinfo=UTC)
    for _ in range(5):
        await asyncio.gather(*(proofs.use(a_name(), then, then) for _ in range(100)))

    late = then + timedelta(days=1)
    for _ in range(3):
        await asyncio.gather(*(proofs.use(a_name(), late, late) for _ in range(100)))

    owner = await Database.open(owner_url, 1)
    async with owner.connection() as connection:
        left = await connection.fetchval("SELECT count(*) FROM proof WHERE until = $1", then)
    await owner.close()
    assert left == 0
