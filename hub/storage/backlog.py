"""How it stands with what others are to be told: what waits for whom, and what was given up.

docs/decisions/0090-notifications.md
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from hub.storage.database import Connection

_STANDING = (
    "SELECT count(*) AS waiting, min(since) AS oldest, "
    "(SELECT count(*) FROM notification WHERE state = 'dead') AS dead "
    "FROM notification WHERE state = 'waiting'"
)
_PARTNERS = (
    "SELECT c.partner, c.topic, c.failing_since, "
    "count(*) FILTER (WHERE n.state = 'waiting') AS waiting, "
    "count(*) FILTER (WHERE n.state = 'dead') AS dead, min(n.at) AS oldest, "
    "(array_agg(n.why ORDER BY n.number DESC) FILTER (WHERE n.why IS NOT NULL))[1] AS why "
    "FROM notification_channel c JOIN notification n ON n.channel = c.id "
    "WHERE n.state = 'dead' OR (n.state = 'waiting' AND n.attempts > 0) "
    "GROUP BY c.id ORDER BY c.partner, c.topic"
)
_AGAIN = (
    "UPDATE notification n SET state = 'waiting', since = $2, due = $2, ended = NULL, attempts = 0 "
    "FROM notification_channel c "
    "WHERE c.id = n.channel AND c.partner = $1 AND n.state = 'dead'"
)


_UNREACHED = (
    "SELECT partner, min(failing_since) AS since FROM notification_channel "
    "WHERE partner = ANY ($1::text[]) AND failing_since <= $2 GROUP BY partner ORDER BY since"
)


class Standing(NamedTuple):
    """So many wait, the `oldest` for so many seconds; so many were given up in thirty days."""

    waiting: int = 0
    oldest: float = 0.0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Behind:
    """A partner, by URA, who did not take what it was told; `why` is the last word on it."""

    partner: str
    topic: str
    failing_since: datetime | None
    waiting: int
    dead: int
    oldest: datetime
    why: str | None


async def standing(connection: Connection, now: datetime) -> Standing:
    """Of all together."""
    row = await connection.fetchrow(_STANDING)
    if row is None or row["oldest"] is None:
        return Standing(dead=row["dead"] if row else 0)
    oldest = max((now - row["oldest"]).total_seconds(), 0.0)
    return Standing(row["waiting"], oldest, row["dead"])


async def behind(connection: Connection) -> list[Behind]:
    """Those that did not take what was tried, or never did."""
    return [Behind(**dict(row)) for row in await connection.fetch(_PARTNERS)]


async def unreached(
    connection: Connection, partners: Iterable[str], before: datetime
) -> dict[str, datetime]:
    """Those of these that took nothing since a moment before then, with that moment."""
    rows = await connection.fetch(_UNREACHED, list(partners), before)
    return {row["partner"]: row["since"] for row in rows}


async def try_again(connection: Connection, partner: str, now: datetime) -> int:
    """Of how many that were given up this partner is told after all."""
    done: str = await connection.execute(_AGAIN, partner, now)
    return int(done.rpartition(" ")[2])
