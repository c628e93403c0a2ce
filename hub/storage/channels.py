"""The channel of a partner, and its events, as it may ask for them itself.

docs/decisions/0090-notifications.md
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.storage.database import Connection

_OWN = (
    "SELECT id, topic, events, greeted IS NOT NULL AS greeted, failing_since "
    "FROM notification_channel WHERE partner = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY topic"
)
_EVENTS = (
    "SELECT number, event, task, at FROM notification "
    "WHERE channel = $1 AND event BETWEEN $2 AND $3 ORDER BY event LIMIT $4"
)


@dataclass(frozen=True, slots=True)
class Channel:
    """By its name, which is that of a Subscription; `events` is the number of the last."""

    id: UUID
    topic: str
    events: int
    greeted: bool
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelEvent:
    """One event of a channel, by the number that the partner was told."""

    number: int
    event: int
    task: UUID
    at: datetime


async def channels_of(
    connection: Connection, partner: str, name: UUID | None = None
) -> list[Channel]:
    """Its own, or that one of its own."""
    rows = await connection.fetch(_OWN, partner, name)
    return [Channel(**dict(row)) for row in rows]


async def events_of(
    connection: Connection, channel: UUID, since: int, until: int, most: int
) -> list[ChannelEvent]:
    """Those with these numbers, both included, the first so many."""
    rows = await connection.fetch(_EVENTS, channel, since, until, most)
    return [ChannelEvent(**dict(row)) for row in rows]
