"""What the embedded PostgreSQL writes down: never what it stores."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from hub.postgres import EmbeddedPostgres

SECRET = "999900006"

FAILING = {
    "a unique violation, whose detail quotes the key": (
        "INSERT INTO person (bsn) VALUES ($1), ($1)",
        asyncpg.UniqueViolationError,
    ),
    "a check violation, whose detail quotes the row": (
        "INSERT INTO person (bsn, age) VALUES ($1, -1)",
        asyncpg.CheckViolationError,
    ),
    "a value of the wrong type, quoted by the error itself": (
        "SELECT ($1::text || 'x')::integer",
        asyncpg.InvalidTextRepresentationError,
    ),
    "a statement with the value in its text": (
        f"INSERT INTO person (bsn) VALUES ('{SECRET}'), ('{SECRET}' || left($1, 0))",
        asyncpg.UniqueViolationError,
    ),
    "an exception raised with the value": (
        "SELECT complain($1)",
        asyncpg.RaiseError,
    ),
}

SCHEMA = """
CREATE TABLE person (bsn text PRIMARY KEY, age integer CHECK (age >= 0));
CREATE FUNCTION complain(bsn text) RETURNS void LANGUAGE plpgsql AS
  $$ BEGIN RAISE WARNING 'careful: %', bsn; RAISE EXCEPTION 'refused: %', bsn; END $$;
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("log")) as running:
        asyncio.run(execute(running, SCHEMA))
        yield running


async def execute(server: EmbeddedPostgres, statement: str, *values: str) -> None:
    connection = await asyncpg.connect(server.url())
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()


def written(home: Path) -> str:
    logs = [path for path in home.rglob("*") if path.suffix in {".log", ".json", ".csv"}]
    assert logs
    return "\n".join(path.read_text() for path in logs)


@pytest.mark.filterwarnings("ignore:.*careful.*")
@pytest.mark.parametrize(("statement", "error"), FAILING.values(), ids=FAILING)
def test_no_value_is_logged_of(
    server: EmbeddedPostgres, statement: str, error: type[asyncpg.PostgresError]
) -> None:
    with pytest.raises(error):
        asyncio.run(execute(server, statement, SECRET))

    assert SECRET not in written(server.home)


def test_its_own_life_is_logged(server: EmbeddedPostgres) -> None:
    assert "ready to accept connections" in written(server.home)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", ""),
        ("log_min_messages", "log"),
    ],
)
def test_a_setting_that_safety_hangs_on_holds(
    server: EmbeddedPostgres, setting: str, value: str
) -> None:
    async def show() -> object:
        connection = await asyncpg.connect(server.url())
        try:
            return await connection.fetchval(f"SHOW {setting}")
        finally:
            await connection.close()

    assert asyncio.run(show()) == value
