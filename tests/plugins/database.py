"""A real PostgreSQL for the tests: one server, one migrated database per pytest worker.

The embedded one, or with HUB_TEST_DSN one of your own, whose role may create databases.
"""

import asyncio
import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from hub.postgres import EmbeddedPostgres
from hub.postgres.binaries import Binaries, find_binaries
from hub.postgres.configuration import APP

WAITS = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, the loop that the hub runs on."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a server where this worker may create databases."""
    own = os.environ.get("HUB_TEST_DSN")
    if own:
        yield own
        return
    hurried = _hurried(tmp_path_factory.mktemp("programs"))
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), hurried) as server:
        yield server.url()


def _hurried(folder: Path) -> Binaries:
    """PostgreSQL that waits for no disk: it is thrown away. Who kills one starts a durable one.

    By its arguments, of which the last wins: a file or ALTER SYSTEM cannot weaken those of the hub.
    """
    found = find_binaries()
    off = " ".join(f"-c {name}=off" for name in WAITS)
    for program, more in ((found.initdb, "--no-sync"), (found.postgres, off)):
        script = folder / program.name
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(str(program))} "$@" {more}\n')
        script.chmod(0o755)
    return replace(found, directory=folder)


@pytest.fixture(scope="session")
def owner_url(
    postgres: str, worker_id: str, search_database: Callable[[str], None]
) -> Iterator[str]:
    """URL of a migrated database as its owner, who registers and tampers.

    Tests share it, and keep apart by their own ids.
    """
    with searched(postgres, f"hub_test_{worker_id}", search_database) as url:
        yield url


@contextmanager
def searched(server: str, name: str, search: Callable[[str], None]) -> Iterator[str]:
    """The owner's URL of a migrated database, which is searched for persons when it ends."""
    from hub.storage.migrate import upgrade  # noqa: PLC0415 -- loads Alembic, which few tests need

    asyncio.run(_recreate(server, name))
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    upgrade(url, as_app(url))
    yield url
    try:
        search(url)
    finally:
        asyncio.run(drop(server, name))


@pytest.fixture(scope="session")
def database_url(owner_url: str) -> str:
    """URL of the same as the hub's own role."""
    return as_app(owner_url)


def as_app(owner_url: str, role: str = APP) -> str:
    """The URL of an owner as the hub's role; a server with passwords gets one of the tests."""
    parts = urlsplit(owner_url)
    where = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{role}@{where}").geturl()


async def _recreate(server: str, name: str) -> None:
    await drop(server, name)
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()


async def drop(server: str, name: str) -> None:
    """The database, at once; or in seconds no more than that nobody can use it.

    Every backend has to agree, and one that answers a hub of this process waits for its loop, which
    stands still outside of async tests.
    """
    connection = await asyncpg.connect(server)
    try:
        await connection.execute("SET statement_timeout = '3s'")
        with suppress(asyncpg.QueryCanceledError):
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        await connection.close()
