"""Transfers between two that are answered here: found by who is to take over.

docs/decisions/0091-the-door-for-stu3.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.storage.append import Rows, StatementPart
from hub.storage.database import Connection

_KEPT = StatementPart(
    "transfers_between AS (INSERT INTO transfer_between (rid, sender, receiver, status, sent_at) "
    "SELECT * FROM {} AS n ON CONFLICT (rid) DO UPDATE SET status = excluded.status)",
    ("uuid", "text", "text", "text", "timestamptz"),
)
_TO = (
    "SELECT sent_at, rid FROM transfer_between WHERE receiver = $1 "
    "AND status NOT IN ('draft', 'rejected', 'cancelled', 'completed', 'failed') "
    "AND ($2::text[] IS NULL OR status = ANY ($2)) "
    "AND ($3::timestamptz IS NULL OR (sent_at, rid) > ($3, $4::uuid)) "
    "ORDER BY sent_at, rid LIMIT $5"
)


@dataclass(frozen=True, slots=True)
class Between:
    """One of them; when it was sent first is kept."""

    rid: UUID
    sender: str
    receiver: str
    status: str
    sent_at: datetime


def between(rows: Sequence[Between]) -> tuple[StatementPart, Rows]:
    """The part of a statement that keeps these."""
    return _KEPT, [(one.rid, one.sender, one.receiver, one.status, one.sent_at) for one in rows]


async def transfers_to(
    connection: Connection,
    receiver: str,
    statuses: Sequence[str] | None,
    most: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[tuple[datetime, UUID]]:
    """Those that go on, the oldest first, from behind `after` on."""
    moment, name = after or (None, None)
    rows = await connection.fetch(_TO, receiver, statuses, moment, name, most)
    return [(row["sent_at"], row["rid"]) for row in rows]
