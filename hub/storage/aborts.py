"""Tasks that ask for an offer to be called off: of one Task, of one case.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.storage.append import Rows, StatementPart
from hub.storage.database import Connection

_CASTS = {
    "rid": "uuid",
    "family": "bigint",
    "offer": "uuid",
    "placer": "text",
    "provider": "text",
    "status": "text",
}
_COLUMNS = ", ".join(_CASTS)
_ABORTS = StatementPart(
    f"aborts AS (INSERT INTO transfer_abort ({_COLUMNS}) SELECT * FROM {{}} AS n "
    "ON CONFLICT (rid) DO UPDATE SET status = excluded.status)",
    tuple(_CASTS.values()),
)
_NAMED = f"SELECT {_COLUMNS} FROM transfer_abort WHERE rid = ANY ($1::uuid[])"
_OF_CASE = f"SELECT {_COLUMNS} FROM transfer_abort WHERE family = $1 ORDER BY rid"


@dataclass(frozen=True, slots=True)
class AbortRow:
    """One of them, by what it is found."""

    rid: UUID
    family: int
    offer: UUID
    placer: str
    provider: str
    status: str


async def aborts_named(connection: Connection, rids: Iterable[UUID]) -> list[AbortRow]:
    """Those that these Tasks are."""
    return [AbortRow(**dict(row)) for row in await connection.fetch(_NAMED, list(rids))]


async def aborts_of(connection: Connection, family: int) -> list[AbortRow]:
    """Those of a case."""
    return [AbortRow(**dict(row)) for row in await connection.fetch(_OF_CASE, family)]


def asked_off(rows: Sequence[AbortRow]) -> tuple[StatementPart, Rows]:
    """The part of the statement that keeps these."""
    return _ABORTS, [tuple(getattr(row, name) for name in _CASTS) for row in rows]
