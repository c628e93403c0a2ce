"""Brings the database schema to the newest version; safe to repeat, and by two at once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from hub.storage.migrations.months import make_months
from hub.storage.revisions import refuse_unknown
from hub.storage.roles import grant_app, grant_retention

ONE_AT_A_TIME = 4207_2026
CONNECTS_WITHIN = 3  # seconds
MIGRATED = (
    "INSERT INTO configuration_change (place, done, name) VALUES ('hub migrate', 'RUN', :revision)"
)


def upgrade(owner: str, app: str, retention: str | None = None) -> None:
    """Run every migration that this database has not seen, and grant the app what it may.

    All are `postgresql://…`; of `app`, and of `retention` where there is one, the role is used.

    Raises:
        DatabaseRefused: the schema is not one that this hub knows, or the role is not fit.
    """

    def act(connection: Connection) -> None:
        refuse_unknown(_revision(connection))
        command.upgrade(configuration(connection), "head")
        make_months(connection, datetime.now(UTC).date())
        grant_app(connection, app)
        if retention is not None:
            grant_retention(connection, retention, app)
        connection.execute(text(MIGRATED), {"revision": _revision(connection)})

    asyncio.run(_on(owner, act))


def check_tables(url: str) -> None:
    """Raise `alembic.util.CommandError` where the tables differ from their row classes."""
    asyncio.run(_on(url, lambda connection: command.check(configuration(connection))))


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


async def _on(url: str, act: Callable[[Connection], None]) -> None:
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        connect_args={"timeout": CONNECTS_WITHIN},
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
            await connection.run_sync(act)
    finally:
        await engine.dispose()
