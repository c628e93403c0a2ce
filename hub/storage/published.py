"""Figures of a month as they were told outside the transfer point: once, and then the same.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from datetime import date, datetime
from typing import NamedTuple

from hub.storage.database import Connection

_KEPT = "SELECT at, lines FROM transfer_figures WHERE month = $1"
_KEEP = (
    "INSERT INTO transfer_figures (month, at, lines) VALUES ($1, $2, $3) "
    "ON CONFLICT (month) DO NOTHING"
)


class Published(NamedTuple):
    """`lines` as JSON, and as of which moment they are."""

    at: datetime
    lines: bytes


async def published(connection: Connection, month: date) -> Published | None:
    """What was told of the month that begins on this day."""
    row = await connection.fetchrow(_KEPT, month)
    return Published(row["at"], row["lines"]) if row is not None else None


async def publish(connection: Connection, month: date, told: Published) -> None:
    """Tell it, unless another did first: what was told is never changed."""
    await connection.execute(_KEEP, month, told.at, told.lines)
