"""Brings the database schema to the newest version; safe to repeat, and by two at once."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

ONE_AT_A_TIME = 4207_2026


def upgrade(url: str) -> None:
    """Run every migration that this database has not seen; `url` is `postgresql://…`."""
    asyncio.run(_on(url, lambda config: command.upgrade(config, "head")))


def check(url: str) -> None:
    """Raise `alembic.util.CommandError` where the tables differ from their row classes."""
    asyncio.run(_on(url, command.check))


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def _on(url: str, act: Callable[[Config], None]) -> None:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
            await connection.run_sync(lambda sync: act(configuration(sync)))
    finally:
        await engine.dispose()
