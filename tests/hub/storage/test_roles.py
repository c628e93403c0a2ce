"""The hub's own role may not undo what must last, and no one may move what is current back."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from hub.postgres import EmbeddedPostgres
from hub.storage.failures import DatabaseRefused
from hub.storage.migrate import upgrade
from hub.storage.roles import GRANTS
from hub.storage.tables import METADATA
from tests.builders import a_goal
from tests.hub.dossier import a_dossier
from tests.plugins.database import as_app
from tests.plugins.databases import Make, run
from tests.plugins.hub import Region

FORBIDDEN = (
    *(
        statement.format(table)
        for table in ("resource_version", "ledger", "ledger_word", "ledger_seal")
        for statement in ("UPDATE {0} SET sealed = ''", "DELETE FROM {0}", "TRUNCATE {0}")
        if (table, statement[:6]) != ("ledger_seal", "UPDATE")
    ),
    *(
        statement.format(table)
        for table in ("resource", "inhabitant")
        for statement in ("DELETE FROM {0}", "TRUNCATE {0}")
    ),
    "DELETE FROM organization",
    "UPDATE client SET disabled = false",
    "INSERT INTO client (client_id) VALUES ('x')",
    "DELETE FROM definition_package",
    "UPDATE key_check SET value = ''",
    "DELETE FROM key_check",
    "UPDATE assertion SET jti = ''",
    "UPDATE alembic_version SET version_num = 'x'",
    "SET session_replication_role = replica",
    "ALTER TABLE ledger DISABLE TRIGGER ALL",
    "DROP TRIGGER append_only ON ledger",
    "DROP TABLE ledger",
    "UPDATE ledger_seal SET hash = ''",
    "SELECT setval('ledger_writer', 1)",
    "DELETE FROM ledger_other",
    "INSERT INTO ledger_other DEFAULT VALUES",
    "DROP FUNCTION append_only CASCADE",
    "CREATE TABLE other (one int)",
    "CREATE ROLE another SUPERUSER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_app_may_not(database_url: str, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        run(database_url, statement)


def test_every_table_says_what_the_app_may_do_with_it() -> None:
    assert set(GRANTS) == {*METADATA.tables, "alembic_version"}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ("version = version", asyncpg.SerializationError),
        ("version = version - 1", asyncpg.SerializationError),
        ("version = version, pat = NULL", asyncpg.SerializationError),
        ("version = version + 1, rid = gen_random_uuid()", asyncpg.RaiseError),
        ("version = version + 1, said_by = 'x'", asyncpg.RaiseError),
        ("version = version + 1, type = 'Consent'", asyncpg.RaiseError),
        ("version = version + 1, pat = NULL", asyncpg.RaiseError),
        ("version = version + 1, pat = gen_random_uuid()", asyncpg.RaiseError),
        ("version = version + 1, custodian = '00000000'", asyncpg.RaiseError),
        ("version = version + 1, category = 'x'", asyncpg.RaiseError),
    ],
)
async def test_what_is_current_is_not_moved_back_or_elsewhere(
    region: Region, changes: str, error: type[Exception]
) -> None:
    dossier = await a_dossier(region)
    await dossier.add(a_goal(dossier.patient))
    changed = f"UPDATE resource SET {changes} WHERE custodian = $1 AND type = 'Goal'"

    for database in (region.running.database, region.running.owner):
        async with database.connection() as connection:
            with pytest.raises(error, match="a row of resource"):
                await connection.execute(changed, dossier.source.ura)


@pytest.mark.anyio
@pytest.mark.parametrize("column", ["bsn_hash = ''", "pat = gen_random_uuid()", "patient = pat"])
async def test_an_inhabitant_stays_who_it_is(region: Region, column: str) -> None:
    await a_dossier(region)

    for database in (region.running.database, region.running.owner):
        async with database.connection() as connection:
            with pytest.raises(asyncpg.RaiseError, match="a row of inhabitant stays what it is"):
                await connection.execute(f"UPDATE inhabitant SET epoch = epoch + 1, {column}")


@pytest.mark.anyio
@pytest.mark.parametrize("epoch", ["epoch", "epoch - 1"])
async def test_the_facts_of_an_inhabitant_move_forward_only(region: Region, epoch: str) -> None:
    await a_dossier(region)

    for database in (region.running.database, region.running.owner):
        async with database.connection() as connection:
            with pytest.raises(asyncpg.SerializationError, match="a row of inhabitant moves"):
                await connection.execute(f"UPDATE inhabitant SET facts = '', epoch = {epoch}")


def test_the_owner_is_not_taken_for_the_app(a_database: Make) -> None:
    url = a_database()

    with pytest.raises(DatabaseRefused, match=r"^HUB_DATABASE_URL: its role may do all that the"):
        upgrade(url, url)


def test_a_member_of_the_owner_is_not_taken_for_the_app(
    a_database: Make, a_role: Callable[[str], str]
) -> None:
    url, owner, member = a_database(), a_role("CREATEROLE"), a_role("NOINHERIT")
    run(url, f"GRANT {owner} TO {member}", f"ALTER SCHEMA public OWNER TO {owner}")

    with pytest.raises(DatabaseRefused, match="name another one"):
        upgrade(as_app(url, owner), as_app(url, member))
    run(url, f"REASSIGN OWNED BY {owner} TO CURRENT_USER")


def test_without_a_role_nothing_is_migrated(a_database: Make) -> None:
    with pytest.raises(DatabaseRefused, match=r"^HUB_DATABASE_URL: names no role"):
        upgrade(a_database(), "postgresql://db.example/hub")


def test_an_owner_that_may_not_make_roles_says_so(
    a_database: Make, a_role: Callable[[str], str]
) -> None:
    url, owner = a_database(), a_role("")
    run(url, f"ALTER SCHEMA public OWNER TO {owner}")

    with pytest.raises(DatabaseRefused, match="have it made with CREATE ROLE"):
        upgrade(as_app(url, owner), as_app(url, f"never_{owner}"))
    run(url, f"REASSIGN OWNED BY {owner} TO CURRENT_USER")


def test_an_owner_needs_to_be_no_superuser(a_database: Make, a_role: Callable[[str], str]) -> None:
    url, owner, app = a_database(), a_role(""), a_role("")
    run(url, f"ALTER SCHEMA public OWNER TO {owner}")

    upgrade(as_app(url, owner), as_app(url, app))

    run(as_app(url, app), "SELECT count(*) FROM ledger")
    run(url, f"REASSIGN OWNED BY {owner} TO CURRENT_USER", f"DROP OWNED BY {app}")


def test_a_right_that_is_no_more_is_taken_back(migrated: str, a_role: Callable[[str], str]) -> None:
    role = a_role("")
    run(migrated, f"GRANT ALL ON ledger TO {role}", "GRANT INSERT ON client TO PUBLIC")

    upgrade(migrated, as_app(migrated, role))

    for statement in ("DELETE FROM ledger", "INSERT INTO client (client_id) VALUES ('x')"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            run(as_app(migrated, role), statement)
    run(migrated, f"DROP OWNED BY {role}")


@pytest.mark.parametrize("revision", ["9999", "abc"])
def test_a_newer_schema_is_not_migrated(migrated: str, revision: str) -> None:
    run(migrated, f"UPDATE alembic_version SET version_num = '{revision}'")

    with pytest.raises(
        DatabaseRefused, match=r"^HUB_DATABASE_URL: the database has a newer schema"
    ):
        upgrade(migrated, as_app(migrated))


def test_the_role_that_is_made_logs_in_with_its_password_alone(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path) as server:
        upgrade(server.url(), server.url(role="app:p%40ss-word"))
        (server.data / "pg_hba.conf").write_text(
            "local all hub trust\nlocal all app scram-sha-256\n"
        )
        run(server.url(), "SELECT pg_reload_conf()")

        run(server.url(role="app:p%40ss-word"), "SELECT count(*) FROM ledger")
        with pytest.raises(asyncpg.InvalidPasswordError):
            run(server.url(role="app:other"), "SELECT 1")


def test_two_migrations_at_one_moment_are_one(
    a_database: Make, a_role: Callable[[str], str]
) -> None:
    url, role = a_database(), a_role("")

    async def both() -> None:
        migrations = (asyncio.to_thread(upgrade, url, as_app(url, role)) for _ in range(2))
        await asyncio.gather(*migrations)

    asyncio.run(both())
    run(url, f"DROP OWNED BY {role}")
