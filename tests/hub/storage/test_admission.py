"""Before a hub serves it holds its keys, its clock and its role against the database."""

import asyncio
import secrets
from datetime import timedelta

import asyncpg
import pytest

from hub.app import create_app
from hub.settings import Settings
from hub.storage.admission import admitted
from hub.storage.failures import DatabaseRefused
from tests.plugins.database import as_app
from tests.plugins.hub import Clock

pytestmark = pytest.mark.anyio


def changed(settings: Settings, **values: object) -> Settings:
    return Settings(**{**settings.model_dump(), **values})


@pytest.fixture
def fresh(settings: Settings, migrated: str) -> Settings:
    """On a database that no hub has served from."""
    return changed(settings, database_url=as_app(migrated))


async def stored(owner: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(owner)
    try:
        return await connection.fetch("SELECT * FROM key_check ORDER BY kind, number")
    finally:
        await connection.close()


@pytest.mark.parametrize("minutes", [6, -6, 60 * 24 * 400])
async def test_a_clock_that_is_wrong_is_refused(fresh: Settings, minutes: int) -> None:
    clock = Clock(ahead=timedelta(minutes=minutes))

    with pytest.raises(DatabaseRefused, match=f"differ by {abs(minutes)} minutes; set both right"):
        await admitted(fresh, clock())


@pytest.mark.parametrize("minutes", [4, -4])
async def test_a_clock_may_be_minutes_off(fresh: Settings, minutes: int) -> None:
    await admitted(fresh, Clock(ahead=timedelta(minutes=minutes))())


@pytest.mark.parametrize("wrong", ["index_key", "clock", "role"])
async def test_an_application_that_is_started_otherwise_refuses_as_well(
    fresh: Settings, migrated: str, wrong: str
) -> None:
    await admitted(fresh, Clock()())
    clock = Clock(ahead=timedelta(hours=1 if wrong == "clock" else 0))
    changes = {
        "index_key": {"index_key": secrets.token_hex(32)},
        "clock": {},
        "role": {"database_url": migrated},
    }
    app = create_app(changed(fresh, **changes[wrong]), clock)

    with pytest.raises(DatabaseRefused, match=r"^HUB_"):
        async with app.web.router.lifespan_context(app.web):
            pass
    assert app.fhir is None


async def test_a_refused_start_leaves_no_key_behind(fresh: Settings, migrated: str) -> None:
    await admitted(fresh, Clock()())
    before = await stored(migrated)
    keys = f"{fresh.sealing_keys.get_secret_value()},2:{secrets.token_hex(32)}"

    with pytest.raises(DatabaseRefused, match=r"^HUB_INDEX_KEY: "):
        await admitted(
            changed(fresh, index_key=secrets.token_hex(32), sealing_keys=keys), Clock()()
        )

    assert await stored(migrated) == before


async def test_of_two_first_starts_with_other_keys_exactly_one_serves(
    fresh: Settings, migrated: str
) -> None:
    other = changed(
        fresh, index_key=secrets.token_hex(32), sealing_keys=f"2:{secrets.token_hex(32)}"
    )

    ended = await asyncio.gather(
        *(admitted(one, Clock()()) for one in (fresh, other) * 3), return_exceptions=True
    )

    winner = {index % 2 for index, end in enumerate(ended) if end is None}
    assert len(winner) == 1
    assert [type(end) for end in ended].count(DatabaseRefused) == 3, ended
    assert len(await stored(migrated)) == 2


async def test_many_first_starts_with_the_same_keys_all_serve(
    fresh: Settings, migrated: str
) -> None:
    await asyncio.gather(*(admitted(fresh, Clock()()) for _ in range(6)))

    assert [row["kind"] for row in await stored(migrated)] == ["index", "sealing"]


async def test_a_key_can_not_be_read_from_what_is_kept_of_it(
    fresh: Settings, migrated: str
) -> None:
    await admitted(fresh, Clock()())

    kept = b"".join(row["value"] for row in await stored(migrated)).hex()
    assert len(kept) == 128
    assert fresh.index_key.get_secret_value() not in kept
    assert fresh.sealing_keys.get_secret_value().partition(":")[2] not in kept
