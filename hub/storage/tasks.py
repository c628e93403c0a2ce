"""Tasks: opened by what happened, listed for who has to look, closed with what he found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from hub.storage.binding import microseconds
from hub.storage.database import Connection, Row
from hub.storage.sealing import Keyring
from hub.storage.task import Kind, NewTask, NoSuchTask, Task

_COLUMNS = "number, kind, custodian, pat, at, due, actor, said, sealed, closed, outcome"
_OPENED = (
    "INSERT INTO task (kind, custodian, pat, at, due, actor, said, sealed) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING number"
)
_SAME = "SELECT number FROM task WHERE kind = $1 AND custodian = $2 AND pat = $3 AND closed IS NULL"


async def opened(connection: Connection, keyring: Keyring, task: NewTask) -> int:
    """Its number; that of the one that is open already where there may be one only."""
    bound = _bound(task.kind, task.custodian, task.pat, task.at)
    sealed = keyring.seal(msgspec.json.encode(task.detail), bound)
    number = await connection.fetchval(
        _OPENED,
        task.kind,
        task.custodian,
        task.pat,
        task.at,
        task.due,
        task.actor,
        task.said,
        sealed,
    )
    if number is None:
        number = await connection.fetchval(_SAME, task.kind, task.custodian, task.pat)
    return int(number)


async def listed(
    connection: Connection, keyring: Keyring, *kinds: Kind, closed: bool = False
) -> list[Task]:
    """All of these kinds, kind by kind in the order of their numbers; the closed ones too or not.

    Raises:
        SealBroken: one was changed outside the hub.
    """
    which = "" if closed else " AND closed IS NULL"
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM task WHERE kind = ANY ($1::text[]){which} "
        "ORDER BY array_position($1::text[], kind), number",
        kinds,
    )
    return [_task(row, keyring) for row in rows]


async def open_of(connection: Connection, keyring: Keyring, kind: Kind, pat: UUID) -> list[Task]:
    """Those of this kind about this inhabitant that nobody closed.

    Raises:
        SealBroken: as `listed`.
    """
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM task WHERE kind = $1 AND pat = $2 AND closed IS NULL "
        "ORDER BY number",
        kind,
        pat,
    )
    return [_task(row, keyring) for row in rows]


async def is_open(connection: Connection, kind: Kind, custodian: str, pat: UUID) -> bool:
    """Whether there is one that nobody closed."""
    return await connection.fetchval(_SAME, kind, custodian, pat) is not None


async def close(
    connection: Connection,
    keyring: Keyring,
    kinds: Sequence[Kind],
    number: int,
    outcome: Mapping[str, Any],
    now: datetime,
) -> tuple[UUID, str]:
    """Whose it was, and of which of these kinds, now that it is closed so.

    Raises:
        NoSuchTask: none of that number and of one of these kinds is open.
    """
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM task WHERE number = $1 AND kind = ANY ($2::text[]) "
        "AND closed IS NULL FOR UPDATE",
        number,
        kinds,
    )
    if row is None:
        raise NoSuchTask(f"no task {number} is open here; `list` has those that are")
    bound = _bound(row["kind"], row["custodian"], row["pat"], row["at"]) + b"|outcome"
    sealed = keyring.seal(msgspec.json.encode(outcome), bound)
    await connection.execute(
        "UPDATE task SET closed = $2, outcome = $3 WHERE number = $1", number, now, sealed
    )
    return row["pat"], row["kind"]


def _task(row: Row, keyring: Keyring) -> Task:
    bound = _bound(row["kind"], row["custodian"], row["pat"], row["at"])
    outcome = row["outcome"] and keyring.open(row["outcome"], bound + b"|outcome")
    return Task(
        number=row["number"],
        kind=row["kind"],
        custodian=row["custodian"],
        at=row["at"],
        due=row["due"],
        closed=row["closed"],
        detail=msgspec.json.decode(keyring.open(row["sealed"], bound)),
        outcome=msgspec.json.decode(outcome) if outcome else {},
    )


def _bound(kind: str, custodian: str, pat: UUID, at: datetime) -> bytes:
    return f"task|{kind}|{custodian}|{pat}|{microseconds(at)}".encode()


async def declared_before(
    connection: Connection, custodian: str, actor: int, pat: UUID
) -> list[tuple[datetime, bytes]]:
    """When this person declared an emergency of this inhabitant, and what he said; newest first."""
    rows = await connection.fetch(
        "SELECT at, said FROM task WHERE kind = 'emergency' AND custodian = $1 AND actor = $2 "
        "AND pat = $3 ORDER BY at DESC",
        custodian,
        actor,
        pat,
    )
    return [(row["at"], row["said"]) for row in rows]


async def declared_since(
    connection: Connection, custodian: str, actor: int, since: datetime
) -> tuple[int, int]:
    """How many emergencies this person, and how many his organisation, declared after `since`."""
    row = await connection.fetchrow(
        "SELECT count(*) FILTER (WHERE actor = $2) AS own, count(*) AS all FROM task "
        "WHERE kind = 'emergency' AND custodian = $1 AND at > $3",
        custodian,
        actor,
        since,
    )
    return (row["own"], row["all"]) if row else (0, 0)
