"""Tasks of transfer points about promises of a place that were broken.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.storage.append import Rows, StatementPart
from hub.storage.database import Connection
from hub.storage.live import notifies

_CASTS = {"rid": "uuid", "desk": "text", "status": "text", "made_at": "timestamptz"}
_COLUMNS = ", ".join(_CASTS)
_TASKS = StatementPart(
    f"promise_tasks AS (INSERT INTO promise_task ({_COLUMNS}) SELECT * FROM {{}} AS n "
    f"ON CONFLICT (rid) DO UPDATE SET status = excluded.status {notifies('promise_task.desk')})",
    tuple(_CASTS.values()),
)
_AT = (
    f"SELECT {_COLUMNS} FROM promise_task WHERE desk = $1 "
    "AND CASE WHEN $2::text[] IS NULL THEN status <> 'completed' ELSE status = ANY ($2) END "
    "AND ($3::timestamptz IS NULL OR (made_at, rid) > ($3, $4::uuid)) "
    "ORDER BY made_at, rid LIMIT $5"
)


@dataclass(frozen=True, slots=True)
class PromiseTask:
    """One of them, by what it is found."""

    rid: UUID
    desk: str
    status: str
    made_at: datetime


async def promises_at(
    connection: Connection,
    desk: str,
    statuses: Sequence[str] | None,
    most: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[PromiseTask]:
    """Those of this desk, the oldest first, from behind `after` on; open ones if none is said."""
    moment, name = after or (None, None)
    rows = await connection.fetch(_AT, desk, statuses, moment, name, most)
    return [PromiseTask(**dict(row)) for row in rows]


def promised(rows: Sequence[PromiseTask]) -> tuple[StatementPart, Rows]:
    """The part of the statement that keeps these."""
    return _TASKS, [tuple(getattr(row, name) for name in _CASTS) for row in rows]
