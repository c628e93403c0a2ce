"""Databases and roles of a test's own, on the server of the worker."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from urllib.parse import urlsplit

import asyncpg
import pytest

from hub.storage.migrate import upgrade
from tests.plugins.database import as_app, drop

_NUMBERS = count()
Make = Callable[..., str]


def run(url: str, *statements: str) -> None:
    """Each in a transaction of its own."""

    async def act() -> None:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(act())


@pytest.fixture
def a_database(postgres: str) -> Iterator[Make]:
    """Makes empty databases, or copies of one; their URLs are the owner's."""
    made: list[str] = []

    def make(like: str = "template1") -> str:
        made.append(f"own_{os.getpid()}_{next(_NUMBERS)}")
        strategy = _strategy(postgres)
        run(postgres, f"CREATE DATABASE {made[-1]} TEMPLATE {like} STRATEGY {strategy}")
        return _at(postgres, made[-1])

    yield make
    for name in made:
        asyncio.run(drop(postgres, name))


@pytest.fixture(scope="session")
def template(postgres: str) -> Iterator[str]:
    """The name of a migrated database that nobody uses: a copy takes a tenth of the time."""
    with a_template(postgres) as name:
        yield name


@contextmanager
def a_template(server: str) -> Iterator[str]:
    """The same, on another server."""
    name = f"template_{os.getpid()}"
    run(server, f"CREATE DATABASE {name}")
    url = _at(server, name)
    upgrade(url, as_app(url))
    yield name
    asyncio.run(drop(server, name))


@cache
def _strategy(server: str) -> str:
    """How it copies the soonest: by files, a quarter of the work, where it waits for no disk.

    https://www.postgresql.org/docs/current/sql-createdatabase.html
    """

    async def asked() -> str:
        connection = await asyncpg.connect(server)
        try:
            return str(await connection.fetchval("SHOW fsync"))
        finally:
            await connection.close()

    return "FILE_COPY" if asyncio.run(asked()) == "off" else "WAL_LOG"


def _at(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@pytest.fixture
def migrated(a_database: Make, template: str) -> str:
    """The owner's URL of a database that holds nothing yet."""
    return a_database(template)


@pytest.fixture
def a_role(postgres: str) -> Iterator[Callable[[str], str]]:
    """Makes roles with these attributes; their names."""
    made: list[str] = []

    def make(attributes: str) -> str:
        made.append(f"own_{os.getpid()}_{next(_NUMBERS)}")
        run(postgres, f"CREATE ROLE {made[-1]} LOGIN PASSWORD '{made[-1]}' {attributes}")
        return made[-1]

    yield make
    for name in made:
        run(postgres, f"DROP OWNED BY {name}", f"DROP ROLE {name}")
