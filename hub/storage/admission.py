"""What a hub asks of its database before it serves: the right one, by the right role and keys."""

import asyncio
from datetime import datetime, timedelta

import asyncpg

from hub.settings import Settings
from hub.storage.connections import Connection
from hub.storage.failures import FAILURES, DatabaseRefused
from hub.storage.key_checks import alike, prove
from hub.storage.revisions import refuse_other
from hub.storage.rights import refuse_too_few, refuse_too_many
from hub.storage.sealing import Keyring

_WITHIN = 2.0  # seconds
CLOCKS_DIFFER = timedelta(minutes=5)
OLDEST = 15


async def admitted(settings: Settings, now: datetime) -> None:
    """Return where a hub with these settings, whose clock says `now`, may serve.

    Raises:
        DatabaseRefused: it may not; within seconds, also where nothing answers.
    """
    url = settings.database_url.get_secret_value()
    keyring = Keyring.of_settings(settings)
    if fault := alike(keyring):
        raise DatabaseRefused(fault)
    try:
        async with asyncio.timeout(_WITHIN):
            await _asked(url, keyring, now)
    except FAILURES as failure:
        raise DatabaseRefused(no_answer(failure)) from None


async def _asked(url: str, keyring: Keyring, now: datetime) -> None:
    connection = await asyncpg.connect(url, connection_class=Connection)
    try:
        await _examine(connection, keyring, now)
        await connection.close()
    finally:
        # Where something went wrong, nothing is waited for.
        if not connection.is_closed():
            connection.terminate()


async def _examine(connection: Connection, keyring: Keyring, now: datetime) -> None:
    """From what is most wrong to what is least."""
    refuse_old(connection)
    await refuse_too_many(connection)
    refuse_other(await revision(connection))
    await refuse_too_few(connection)
    refuse_clock(now, await connection.fetchval("SELECT clock_timestamp()"))
    await prove(connection, keyring)


def refuse_old(connection: Connection) -> None:
    """Raise DatabaseRefused where the server is older than what the hub is written for."""
    if connection.get_server_version().major < OLDEST:
        raise DatabaseRefused(f"HUB_DATABASE_URL: must be PostgreSQL {OLDEST} or newer")


async def revision(connection: Connection) -> str | None:
    """The schema's, None where there is none; raises DatabaseRefused where it can't be read."""
    found: str | None = None
    if await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL"):
        await refuse_too_few(connection, ["alembic_version"])
        found = await connection.fetchval("SELECT version_num FROM alembic_version")
    return found


def refuse_clock(ours: datetime, theirs: datetime) -> None:
    """Tokens and the ledger have the hub's time, so it must be the time."""
    if abs(ours - theirs) > CLOCKS_DIFFER:
        raise DatabaseRefused(
            "HUB_DATABASE_URL: the clocks of this machine and of the database differ by"
            f" {round(abs(ours - theirs).total_seconds() / 60)} minutes; set both right (NTP)"
        )


def no_answer(failure: Exception) -> str:
    """Why the database can't be used, and what to do, by what its driver raised."""
    kind = type(failure).__name__
    if isinstance(failure, asyncpg.InvalidCatalogNameError):
        return "HUB_DATABASE_URL: the server has no such database; make it, and run `hub migrate`"
    if isinstance(failure, asyncpg.InvalidAuthorizationSpecificationError):
        return (
            "HUB_DATABASE_URL: the server refuses its role or password; mend them, or have"
            " `hub migrate` make the role"
        )
    if isinstance(failure, asyncpg.InsufficientPrivilegeError):
        return "HUB_DATABASE_URL: its role may not do what a hub does; run `hub migrate` with it"
    return (
        f"HUB_DATABASE_URL: the database does not answer ({kind});"
        " see that it runs and can be reached"
    )
