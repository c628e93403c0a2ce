"""Notifications that wait: taken by one worker at a time, and what became of each.

docs/decisions/0090-notifications.md
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from hub.storage.database import Connection

Ended = Literal["sent", "withheld", "unaddressed", "dead"]
"""It was taken; it may not be told any more; nobody said where to; nobody took it for too long."""

_COLUMNS = (
    "n.number, n.channel, n.event, n.task, n.at, n.since, n.attempts, "
    "c.partner, c.topic, c.events, c.greeted"
)
# One at a time for each partner, so that one that hangs takes nobody's turn; of a Task in order.
_TAKEN = f"""
WITH heads AS (
    SELECT first.number FROM notification_channel c CROSS JOIN LATERAL (
        SELECT n.number FROM notification n
        WHERE n.channel = c.id AND n.state = 'waiting' AND n.due <= $1
        AND (n.leased IS NULL OR n.leased <= $1)
        AND NOT EXISTS (
            SELECT FROM notification b WHERE b.channel = n.channel AND b.state = 'waiting'
            AND b.task = n.task AND b.number < n.number
        )
        ORDER BY n.due, n.number LIMIT 1
    ) AS first
    WHERE NOT EXISTS (
        SELECT FROM notification l WHERE l.channel = c.id AND l.leased IS NOT NULL
        AND l.leased > $1
    )
), mine AS (
    SELECT number FROM notification WHERE number IN (SELECT number FROM heads)
    AND state = 'waiting' AND (leased IS NULL OR leased <= $1)
    ORDER BY due, number LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE notification n SET leased = $2, attempts = n.attempts + 1
FROM mine, notification_channel c WHERE n.number = mine.number AND c.id = n.channel
RETURNING {_COLUMNS}
"""
_ENDED = (
    "UPDATE notification SET state = $2, why = $3, ended = $4, leased = NULL "
    "WHERE number = $1 AND state = 'waiting'"
)
_LATER = (
    "UPDATE notification SET due = $2, why = $3, leased = NULL "
    "WHERE number = $1 AND state = 'waiting'"
)
_ALL_LATER = (
    "UPDATE notification SET due = $2 WHERE channel = $1 AND state = 'waiting' AND due < $2"
)
_FAILING = (
    "UPDATE notification_channel SET failing_since = coalesce(failing_since, $2) WHERE id = $1"
)
_WELL = (
    "UPDATE notification_channel SET failing_since = NULL "
    "WHERE id = $1 AND failing_since IS NOT NULL"
)
_GREETED = "UPDATE notification_channel SET greeted = $2 WHERE id = $1"
# Whoever takes one moves its moment, so that of several workers one alone sends it.
_BEATS = """
UPDATE notification_channel c SET beat_at = $1 WHERE id IN (
    SELECT q.id FROM notification_channel q WHERE q.greeted IS NOT NULL
    AND q.failing_since IS NULL AND (q.beat_at IS NULL OR q.beat_at <= $2)
    AND NOT EXISTS (
        SELECT FROM notification n WHERE n.channel = q.id
        AND (n.state = 'waiting' OR n.ended > $2 AND n.state = 'sent')
    )
    ORDER BY q.beat_at NULLS FIRST, q.id LIMIT $3 FOR UPDATE SKIP LOCKED
) RETURNING c.id, c.partner, c.topic, c.events, c.greeted
"""
_LAST = "SELECT max(number) FROM notification WHERE channel = $1 AND task = $2"
_WAS_TOLD = (
    "SELECT EXISTS (SELECT FROM notification WHERE channel = $1 AND task = $2 AND state = 'sent')"
)
_FORGOTTEN = "DELETE FROM notification WHERE ended <= $1"


@dataclass(frozen=True, slots=True)
class Taken:
    """One that this worker has for now; the last four are of the channel that it goes by."""

    number: int
    channel: UUID
    event: int
    task: UUID
    at: datetime
    since: datetime
    attempts: int
    partner: str
    topic: str
    events: int
    greeted: str | None


async def take(connection: Connection, now: datetime, until: datetime, most: int) -> list[Taken]:
    """At most so many that are due, for this worker alone `until` then."""
    rows = await connection.fetch(_TAKEN, now, until, most)
    return [Taken(**dict(row)) for row in rows]


async def end(
    connection: Connection, one: Taken, state: Ended, now: datetime, why: str | None = None
) -> None:
    """It is not tried again."""
    await connection.execute(_ENDED, one.number, state, why, now)
    if state in {"sent", "unaddressed"}:
        await connection.execute(_WELL, one.channel)


async def put_off(
    connection: Connection, one: Taken, due: datetime, why: str, now: datetime, *, all_of_it: bool
) -> None:
    """It is tried again then; so is `all_of_it` that waits for the same partner."""
    await connection.execute(_LATER, one.number, due, why)
    await connection.execute(_FAILING, one.channel, now)
    if all_of_it:
        await connection.execute(_ALL_LATER, one.channel, due)


async def greeted(connection: Connection, channel: UUID, address: str) -> None:
    """The address with this fingerprint took the handshake."""
    await connection.execute(_GREETED, channel, address)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A channel by which nothing was told for a while; `events` is the number of the last event."""

    id: UUID
    partner: str
    topic: str
    events: int
    greeted: str


async def take_quiet(
    connection: Connection, now: datetime, since: datetime, most: int
) -> list[Quiet]:
    """At most so many that heard of nothing since then, nor got a heartbeat, nor wait for any."""
    return [Quiet(**dict(row)) for row in await connection.fetch(_BEATS, now, since, most)]


async def is_last(connection: Connection, channel: UUID, task: UUID, number: int) -> bool:
    """Whether nothing was to be told of this Task after it, to the same partner."""
    return bool(await connection.fetchval(_LAST, channel, task) == number)


async def was_told(connection: Connection, channel: UUID, task: UUID) -> bool:
    """Whether the partner was ever told of this Task."""
    return bool(await connection.fetchval(_WAS_TOLD, channel, task))


async def forget(connection: Connection, before: datetime) -> None:
    """What ended before then is kept no longer."""
    await connection.execute(_FORGOTTEN, before)
