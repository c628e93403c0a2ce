"""What an owner of the database may write into it, one story each."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from hub.storage.database import Connection
from tests.attacks.cast import Cast

Statement = tuple[str, tuple[Any, ...]]
Change = Callable[[Cast], list[Statement]]
Value = Callable[[Cast], Any]

TRIGGERS = (
    "SELECT tgname, tgenabled::text AS state FROM pg_trigger "
    "WHERE tgrelid = $1::regclass AND NOT tgisinternal AND tgenabled <> 'D'"
)
STATES = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}


@dataclass(frozen=True, slots=True)
class Story:
    """One change of what plays `of`; `met` is by whom, and in whose record, the row is met.

    `found` is false where its tokens, which are another section's or were dropped with a deletion,
    keep it from being found by a patient at all: then there is nothing to tell of.
    """

    name: str
    change: Change
    of: str = "secret"
    met: tuple[str, str] = ("friend", "victim")
    kind: str = ""
    found: bool = True

    @property
    def closed_to(self) -> set[str]:
        """Who may never see what it is about."""
        return {"stranger"} | ({"friend"} if self.of in {"medication", "choice"} else set())


def updated(table: str, of: str, assignments: str, *values: Value) -> Change:
    """UPDATE of the rows of this thing; the values are $2 and on."""

    def change(cast: Cast) -> list[Statement]:
        sql = f"UPDATE {table} SET {assignments} WHERE rid = $1"
        return [(sql, (cast.things[of].rid, *(value(cast) for value in values)))]

    return change


async def write(connection: Connection, table: str, statements: Sequence[Statement]) -> None:
    """Do it as one who may switch triggers off; they are on again before anybody sees it."""
    async with connection.transaction(), _without_triggers(connection, table):
        for sql, values in statements:
            assert await connection.execute(sql, *values) not in {"UPDATE 0", "INSERT 0 0"}, sql


async def is_refused(connection: Connection, sql: str, values: Sequence[Any]) -> bool:
    """Whether the database says no, by right or by trigger; what it allows is rolled back."""
    attempt = connection.transaction()
    await attempt.start()
    try:
        await connection.execute(sql, *values)
    except (
        asyncpg.InsufficientPrivilegeError,
        asyncpg.RaiseError,
        asyncpg.SerializationError,
    ):
        return True
    finally:
        await attempt.rollback()
    return False


@asynccontextmanager
async def _without_triggers(connection: Connection, table: str) -> AsyncIterator[None]:
    triggers = await connection.fetch(TRIGGERS, table)
    for one in triggers:
        await connection.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{one["tgname"]}"')
    yield
    for one in triggers:
        state = STATES[one["state"]]
        await connection.execute(f'ALTER TABLE {table} {state} TRIGGER "{one["tgname"]}"')


async def columns(connection: Connection, table: str) -> list[str]:
    """The columns of a table that are written."""
    rows = await connection.fetch(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position",
        table,
    )
    return [row["column_name"] for row in rows]


async def copied(
    connection: Connection, table: str, which: str, changes: dict[str, str], *values: Any
) -> Statement:
    """INSERT of the row that `which` finds, with other values in these columns."""
    names = await columns(connection, table)
    picked = ", ".join(changes.get(name, name) for name in names)
    sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {picked} FROM {table} WHERE {which}"
    return sql, values
