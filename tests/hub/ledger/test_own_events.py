"""What the hub and its commands do of themselves is in the ledger, whoever did it."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import asyncpg
import pytest

from hub.app import create_app
from hub.commands.audit import verify
from hub.commands.clients import add_client
from hub.ledger.changes import tell_changes
from hub.ledger.own import CONFIGURATION, START, STOP, VERIFY
from hub.oauth.registration import register_client
from hub.security.keys import new_client_key
from hub.settings import AuditSettings, Settings
from hub.storage.key_checks import prove
from hub.storage.sealing import Keyring
from tests.hub.ledger.ledgers import Written, a_ledger, public_half
from tests.plugins.database import as_app
from tests.plugins.databases import run
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.ledger import left_behind

pytestmark = pytest.mark.anyio


@pytest.fixture
async def written(migrated: str, tmp_path: Path) -> AsyncIterator[Written]:
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", 7) as one:
        one.now = datetime.now(UTC)
        await telling(one)  # that it was migrated
        yield one


async def telling(written: Written) -> None:
    async with written.database.connection() as connection:
        await tell_changes(connection, written.ledger, written.now)


async def told(written: Written) -> list[dict[str, Any]]:
    """What the ledger says of changes, oldest first."""
    await telling(written)
    rows = await left_behind(written.database, written.keyring)
    return [row["detail"] for row in rows if row["interaction"] == CONFIGURATION]


def an_organization(ura: str = "90001111") -> Any:
    public = new_client_key()[1]
    return register_client(
        name="ecd", ura=ura, organization_type="X3", scopes="system/*.rs", jwks=public
    )


def done(change: dict[str, Any]) -> tuple[str, str, str]:
    return change["place"], change["done"], change["name"]


async def test_that_the_database_was_migrated_is_told(written: Written) -> None:
    [migrated] = await told(written)

    assert done(migrated)[:2] == ("hub migrate", "RUN")
    assert migrated["role"] not in {"", "hub_app"}


async def test_a_client_that_is_added_is_told_with_its_organisation(
    written: Written, migrated: str
) -> None:
    one = an_organization()
    await add_client(migrated, one)

    found = {done(change) for change in await told(written)}

    assert ("client", "INSERT", one.client_id) in found
    assert ("organization", "INSERT", one.ura) in found


async def test_what_the_owner_changes_by_hand_is_told_as_well(
    written: Written, migrated: str
) -> None:
    await add_client(migrated, an_organization())
    await told(written)
    for statement, change in (
        ("UPDATE client SET scopes = 'system/*.cruds'", ("client", "UPDATE")),
        ("UPDATE organization SET type = 'V4', keys = '{}'", ("organization", "UPDATE")),
        ("DELETE FROM client", ("client", "DELETE")),
        (
            "INSERT INTO definition_package VALUES ('p', '1', '', now())",
            ("definition_package", "INSERT"),
        ),
    ):
        before = len(await told(written))
        await anyio.to_thread.run_sync(run, migrated, statement)

        found = await told(written)

        assert done(found[-1])[:2] == change
        assert len(found) == before + 1


async def test_what_changes_nothing_is_not_told(written: Written, migrated: str) -> None:
    await add_client(migrated, an_organization())
    before = await told(written)
    await anyio.to_thread.run_sync(run, migrated, "UPDATE client SET ura = ura")

    assert await told(written) == before


async def test_a_new_key_is_told_by_its_number(written: Written) -> None:
    both = Keyring.parse(INDEX_KEY, f"{SEALING_KEYS},2:{'0f1e2d3c4b5a6978' * 4}")
    async with written.database.connection() as connection:
        await prove(connection, Keyring.parse(INDEX_KEY, SEALING_KEYS))
        before = len(await told(written))
        await prove(connection, both)

    found = await told(written)

    assert [done(change) for change in found[before:]] == [("key_check", "INSERT", "2")]
    assert found[-1]["role"] == "hub_app"


async def test_a_change_that_could_not_be_told_waits_for_the_next_time(
    written: Written, migrated: str
) -> None:
    await add_client(migrated, an_organization())
    sealed = "ALTER TABLE ledger ADD CONSTRAINT full_ CHECK (false) NOT VALID"
    await anyio.to_thread.run_sync(run, migrated, sealed)
    rows = len(await left_behind(written.database, written.keyring))
    with pytest.raises(asyncpg.CheckViolationError):
        await told(written)
    assert len(await left_behind(written.database, written.keyring)) == rows
    await anyio.to_thread.run_sync(run, migrated, "ALTER TABLE ledger DROP CONSTRAINT full_")

    assert ("client", "INSERT") in {done(change)[:2] for change in await told(written)}


async def test_the_app_may_only_take_out_what_was_told(migrated: str) -> None:
    for statement in (
        "INSERT INTO configuration_change (place, done, name) VALUES ('client', 'DELETE', 'x')",
        "UPDATE configuration_change SET name = 'x'",
        "TRUNCATE configuration_change",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await anyio.to_thread.run_sync(run, as_app(migrated), statement)


def settings_on(written: Written, url: str, settings: Settings) -> Settings:
    return settings.model_copy(
        update={
            "database_url": type(settings.database_url)(as_app(url)),
            "checkpoint_files": str(written.file.path),
        }
    )


async def test_a_hub_tells_that_it_begins_and_that_it_ends_and_leaves_nothing_unsealed(
    written: Written, migrated: str, settings: Settings
) -> None:
    app = create_app(settings_on(written, migrated, settings))
    async with app.web.router.lifespan_context(app.web):
        pass

    rows = await left_behind(written.database, written.keyring)
    [start] = [row["detail"] for row in rows if row["interaction"] == START]
    [stop] = [row["detail"] for row in rows if row["interaction"] == STOP]
    assert start["version"]
    assert start["sealing_keys"] == "1"
    assert start["signing_key"] == json.loads(settings.signing_key.get_secret_value())["kid"]
    assert len(start["checkpoint_key"]) == 64
    assert stop["lasts"]
    written.now = datetime.now(UTC)
    async with written.database.connection() as connection:
        assert await written.faults(connection) == []


async def test_rows_that_were_cut_off_before_their_seal_are_missed_when_their_hub_has_ended(
    written: Written, migrated: str, settings: Settings
) -> None:
    """Of the writer nothing is left at all, or his last row is gone."""
    await written.ledger.write(written.record())
    await written.ledger.write(written.record())
    pen = written.ledger.pens[0]
    # Before anybody seals: else it would be another fault.
    async with a_ledger(migrated, written.file.path, 1) as owner, owner.database.transaction() as c:
        await c.execute("SET LOCAL session_replication_role = replica")
        await c.execute(
            "DELETE FROM ledger WHERE writer = $1 AND number = $2", pen.writer, pen.last
        )
    app = create_app(settings_on(written, migrated, settings))
    async with app.web.router.lifespan_context(app.web):
        app.fhir.hub.access.ledger.pens.append(pen)

    async with written.database.connection() as connection:
        faults = await written.faults(connection)
    assert any(f"writer {pen.writer}: its last row was {pen.last}" in fault for fault in faults)


def audit_settings(written: Written, url: str) -> AuditSettings:
    return AuditSettings(
        database_url=url,
        index_key=INDEX_KEY,
        sealing_keys=SEALING_KEYS,
        checkpoint_key=public_half(),
        checkpoint_files=str(written.file.path),
    )


async def test_that_somebody_verified_is_told_and_accuses_nobody_where_no_hub_runs(
    written: Written, migrated: str
) -> None:
    async with written.database.connection() as connection:
        await written.seal(connection)
    found = audit_settings(written, as_app(migrated))

    assert await verify(found) == []
    assert await verify(found) == []

    rows = await left_behind(written.database, written.keyring)
    looks = [row for row in rows if row["interaction"] == VERIFY]
    assert [(row["detail"]["faults"], row["status"]) for row in looks] == [(0, 200)] * 2
    written.now = datetime.now(UTC) + timedelta(days=1)
    async with written.database.connection() as connection:
        assert await written.faults(connection) == []


async def test_that_it_was_found_faulty_is_told_too(written: Written, migrated: str) -> None:
    async with written.database.connection() as connection:
        await written.seal(connection)
    written.file.path.write_bytes(b"nonsense\n")

    faults = await verify(audit_settings(written, as_app(migrated)))

    [*_, last] = await left_behind(written.database, written.keyring)
    assert last["detail"] == {"role": "hub_app", "faults": len(faults)}
    assert last["status"] == 500


async def test_who_may_not_write_that_he_verified_is_told_so(
    written: Written, migrated: str
) -> None:
    async with written.database.connection() as connection:
        await written.seal(connection)
    await anyio.to_thread.run_sync(run, migrated, "REVOKE INSERT ON ledger FROM hub_app")

    [fault] = await verify(audit_settings(written, as_app(migrated)))

    assert "could not be written down" in fault
