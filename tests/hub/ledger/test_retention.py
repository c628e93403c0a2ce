"""Months that are old enough go by a role of their own, which tells it; no other month goes."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine

from hub.cli import main
from hub.commands.audit import expire_months
from hub.ledger.own import expired
from hub.ledger.term import NotExpired
from hub.settings import RetentionSettings
from hub.storage.admission import admitted
from hub.storage.failures import DatabaseRefused
from hub.storage.migrate import upgrade
from hub.storage.migrations.months import make_months
from tests.hub.ledger.ledgers import Written, a_ledger, filled
from tests.plugins.database import as_app
from tests.plugins.databases import run
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.ledger import left_behind

pytestmark = pytest.mark.anyio

OLD = datetime(2015, 1, 31, 22, tzinfo=UTC)
JANUARY, FEBRUARY = date(2015, 1, 1), date(2015, 2, 1)


@dataclass
class Kept:
    """A ledger that began in 2015 and goes on today, and who may do what with it."""

    written: Written
    owner: str
    remover: str

    @property
    def settings(self) -> RetentionSettings:
        return RetentionSettings(
            database_retention_url=SecretStr(self.remover),
            index_key=SecretStr(INDEX_KEY),
            sealing_keys=SecretStr(SEALING_KEYS),
        )

    async def expire(self, months: int = 60) -> list[Any]:
        return [one["month"] for one in await expire_months(self.settings, months)]

    async def faults(self) -> list[str]:
        async with self.written.database.connection() as connection:
            return await self.written.faults(connection)

    async def seal(self) -> None:
        async with self.written.database.connection() as connection:
            await self.written.seal(connection)

    async def owner_does(self, *statements: str) -> None:
        await anyio.to_thread.run_sync(run, self.owner, *statements)


@pytest.fixture
def remover(migrated: str) -> str:
    """The URL of the role that removes months, on a database that has those of 2015."""
    url = as_app(migrated, "hub_retention")
    upgrade(migrated, as_app(migrated), url)
    asyncio.run(_with_months_of_2015(migrated))
    return url


@pytest.fixture
async def kept(migrated: str, remover: str, tmp_path: Path) -> AsyncIterator[Kept]:
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", 3) as written:
        written.now = OLD
        await filled(written)
        written.now = datetime.now(UTC)
        await written.write(3)
        found = Kept(written, migrated, remover)
        await found.seal()
        yield found


async def _with_months_of_2015(owner: str) -> None:
    engine = create_async_engine(owner.replace("postgresql://", "postgresql+asyncpg://", 1))
    async with engine.begin() as connection:
        await connection.run_sync(make_months, date(2015, 1, 1))
    await engine.dispose()


async def test_months_that_are_over_go_and_nobody_is_accused(kept: Kept) -> None:
    async with kept.written.database.connection() as connection:
        before = await connection.fetchval("SELECT count(*) FROM ledger")
        old = await connection.fetchval("SELECT count(*) FROM ledger WHERE at < '2016-01-01'")
    assert await kept.faults() == []

    gone = await kept.expire()

    assert gone[:2] == ["2015-01-01", "2015-02-01"]
    async with kept.written.database.connection() as connection:
        left = await connection.fetchval("SELECT count(*) FROM ledger")
        words = await connection.fetchval("SELECT min(month) FROM ledger_word")
    assert (left, old > 0) == (before - old + len(gone), True)
    assert words > FEBRUARY
    assert await kept.faults() == []
    await kept.seal()
    assert await kept.faults() == []
    assert await kept.expire() == []


async def test_that_a_month_went_is_told_by_its_rows_its_seals_and_its_hash(kept: Kept) -> None:
    async with kept.written.database.connection() as connection:
        rows = await connection.fetchval("SELECT count(*) FROM ledger WHERE at < '2015-02-01'")
        last = await connection.fetchrow(
            "SELECT seal, hash FROM ledger_seal WHERE month = $1 ORDER BY seal DESC", JANUARY
        )

    await kept.expire()

    found = await left_behind(kept.written.database, kept.written.keyring)
    told = next(row["detail"] for row in found if row["interaction"] == "expire")
    assert told["month"] == "2015-01-01"
    assert told["rows"] == told["rows_until_then"] == rows
    assert told["seals"] == [1, last["seal"]]
    assert told["hash"] == last["hash"].hex()


async def test_a_month_that_the_owner_drops_is_missed(kept: Kept) -> None:
    await kept.owner_does("DROP TABLE ledger_of_2015_01")

    assert any("all of its" in fault and "missing" in fault for fault in await kept.faults())


async def test_a_month_more_than_was_told_is_missed(kept: Kept) -> None:
    """January went by the book; with it the owner takes a month of last year."""
    await kept.expire()
    await kept.owner_does(
        "SET session_replication_role = replica; "
        "DELETE FROM ledger WHERE at > '2020-01-01' AND writer <> (SELECT max(writer) FROM ledger)"
    )

    assert any("missing" in fault for fault in await kept.faults())


async def test_what_is_told_without_being_so_covers_nothing(kept: Kept) -> None:
    """Whoever has the keys writes that January went, and had fewer rows than it had."""
    told = {"month": "2015-02-01", "rows": 1, "rows_until_then": 2, "seals": [1, 1], "hash": ""}
    await kept.written.ledger.write(expired(kept.written.now, told))
    await kept.owner_does("DROP TABLE ledger_of_2015_01")

    assert any("all of its" in fault for fault in await kept.faults())


async def test_a_month_that_is_told_and_half_there_is_a_fault(kept: Kept) -> None:
    [row, *_] = await _rows_of_january(kept)
    await kept.expire()
    async with (
        a_ledger(kept.owner, kept.written.file.path, 1) as owner,
        owner.database.connection() as connection,
    ):
        values = "VALUES ($1, $2, $3, $4, $5, $6)"
        await connection.execute(f"INSERT INTO ledger {values}", *row.values())

    assert await kept.faults() != []


async def _rows_of_january(kept: Kept) -> list[Any]:
    async with kept.written.database.connection() as connection:
        return await connection.fetch(
            "SELECT at, person, organization, writer, number, sealed FROM ledger "
            "WHERE at < '2015-02-01'"
        )


async def test_the_record_of_it_can_not_be_removed(kept: Kept) -> None:
    await kept.expire()
    await kept.seal()
    await kept.owner_does(
        "SET session_replication_role = replica; "
        "DELETE FROM ledger WHERE writer = (SELECT max(writer) FROM ledger)"
    )

    assert any("seal 1: all of its" in fault for fault in await kept.faults())


async def test_a_month_that_is_not_as_it_was_sealed_stays(kept: Kept) -> None:
    await kept.owner_does(
        "SET session_replication_role = replica; "
        "DELETE FROM ledger WHERE ctid = (SELECT min(ctid) FROM ledger_of_2015_01) "
        "AND at < '2015-02-01'"
    )

    with pytest.raises(NotExpired, match="hub audit verify"):
        await kept.expire()
    assert await _rows_of_january(kept) != []


async def test_where_it_can_not_be_told_nothing_goes(kept: Kept) -> None:
    await kept.owner_does("ALTER TABLE ledger ADD CONSTRAINT full_ CHECK (false) NOT VALID")

    with pytest.raises(asyncpg.CheckViolationError):
        await kept.expire()
    assert await _rows_of_january(kept) != []


async def test_less_than_five_years_is_refused(kept: Kept) -> None:
    for months in (0, 1, 59):
        with pytest.raises(NotExpired, match="60 months at least"):
            await kept.expire(months)
    assert await _rows_of_january(kept) != []


async def test_longer_than_five_years_may_be_asked(kept: Kept) -> None:
    months = (datetime.now(UTC).year - 2015) * 12 + datetime.now(UTC).month - 1

    assert await kept.expire(months) == []
    assert await kept.expire(months - 1) == ["2015-01-01"]


def first_of_month(days_ago: float) -> date:
    return (datetime.now(UTC) - timedelta(days=days_ago)).date().replace(day=1)


async def test_the_database_itself_keeps_what_is_younger(kept: Kept) -> None:
    for month in (first_of_month(0), first_of_month(365 * 5 - 40)):
        for url in (kept.remover, kept.owner):
            with pytest.raises(asyncpg.RaiseError, match="is kept for 60 months"):
                await anyio.to_thread.run_sync(run, url, f"SELECT expire_ledger('{month}')")


async def test_a_month_with_rows_elsewhere_stays(kept: Kept) -> None:
    await kept.owner_does("ALTER TABLE ledger DETACH PARTITION ledger_of_2015_01")
    await kept.owner_does("INSERT INTO ledger TABLE ledger_of_2015_01")

    with pytest.raises(asyncpg.RaiseError, match="ledger_other"):
        await anyio.to_thread.run_sync(run, kept.remover, "SELECT expire_ledger('2015-01-01')")


async def test_who_removes_months_may_do_nothing_else(kept: Kept) -> None:
    for statement in (
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "DROP TABLE ledger_of_2015_01",
        "ALTER TABLE ledger DETACH PARTITION ledger_of_2015_01",
        "DELETE FROM ledger_word",
        "DELETE FROM ledger_seal",
        "INSERT INTO ledger_seal (seal) VALUES (1)",
        "SELECT FROM resource",
        "SELECT FROM inhabitant",
        "DELETE FROM configuration_change",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await anyio.to_thread.run_sync(run, kept.remover, statement)


async def test_words_of_a_month_that_is_young_stay_too(kept: Kept) -> None:
    for statement in (
        "DELETE FROM ledger_word WHERE month > '2020-01-01'",
        "UPDATE ledger_word SET sealed = sealed WHERE month < '2016-01-01'",
    ):
        with pytest.raises(asyncpg.RaiseError, match="never changed or removed"):
            await kept.owner_does(statement)


async def test_the_hub_itself_may_not_remove_a_month(kept: Kept) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await anyio.to_thread.run_sync(
            run, as_app(kept.owner), "SELECT expire_ledger('2015-01-01')"
        )


async def test_a_hub_whose_role_may_does_not_start(kept: Kept, settings: Any) -> None:
    await kept.owner_does("GRANT EXECUTE ON FUNCTION expire_ledger(date) TO hub_app")
    mine = settings.model_copy(update={"database_url": SecretStr(as_app(kept.owner))})

    with pytest.raises(DatabaseRefused, match="may remove months"):
        await admitted(mine, datetime.now(UTC))


async def test_the_owner_is_not_taken_for_who_removes(kept: Kept) -> None:
    kept.remover = kept.owner

    with pytest.raises(DatabaseRefused, match=r"^HUB_DATABASE_RETENTION_URL: its role"):
        await kept.expire()


def test_the_hubs_own_role_is_not_taken_for_who_removes(migrated: str) -> None:
    with pytest.raises(DatabaseRefused, match="which may remove nothing"):
        upgrade(migrated, as_app(migrated), as_app(migrated))


async def test_the_command_says_what_went(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUB_DATABASE_RETENTION_URL", kept.remover)
    monkeypatch.setenv("HUB_INDEX_KEY", INDEX_KEY)
    monkeypatch.setenv("HUB_SEALING_KEYS", SEALING_KEYS)

    assert await anyio.to_thread.run_sync(main, ["audit", "expire"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [one["month"] for one in told][:2] == ["2015-01-01", "2015-02-01"]
    assert await anyio.to_thread.run_sync(main, ["audit", "expire", "--months", "59"]) == 1
    assert "60 months at least" in capsys.readouterr().err
