"""Places that are kept for offers, and promises of a place that were broken.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hub.storage.append import Rows, StatementPart
from hub.storage.database import Connection, Row
from hub.storage.live import notified

_PLACE = {
    "region": "text",
    "provider": "text",
    "site": "text",
    "care_type": "text",
    "unit": "text",
    "district": "text",
}
_KEPT = {
    "offer": "uuid",
    "number": "smallint",
    **_PLACE,
    "amount": "int",
    "made_at": "timestamptz",
    "changed_at": "timestamptz",
    "until": "timestamptz",
    "released_at": "timestamptz",
    "arrived_at": "timestamptz",
}
_BROKEN = {
    "offer": "uuid",
    "refused_at": "timestamptz",
    **_PLACE,
    "kind": "text",
    "reason": "text",
    "available": "int",
    "said_at": "timestamptz",
}
_MOVES = ("changed_at", "until", "released_at", "arrived_at")
_OF_N = ", ".join(f"n.{name}" for name in _KEPT)
_COLUMNS, _OF_BROKEN = ", ".join(_KEPT), ", ".join(_BROKEN)
_PLACES = StatementPart(
    f"kept_places AS (INSERT INTO kept_place ({_COLUMNS}) SELECT {_OF_N} FROM {{}} "
    f"AS n ({_COLUMNS}, told) WHERE {notified('n.told')} ON CONFLICT (offer, number) "
    f"DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in _MOVES)})",
    (*_KEPT.values(), "text"),
)
_PROMISES = StatementPart(
    f"broken_promises AS (INSERT INTO broken_promise ({_OF_BROKEN}) SELECT * FROM {{}} AS n "
    "ON CONFLICT DO NOTHING)",
    tuple(_BROKEN.values()),
)
_OF_OFFERS = (
    f"SELECT {_COLUMNS} FROM kept_place WHERE offer = ANY ($1::uuid[]) ORDER BY offer, number"
)
_SOME_TIME = timedelta(days=31)
"""What ended longer ago than this no statement counts any more that is not old."""
_NOW = (
    f"SELECT {_COLUMNS} FROM kept_place WHERE ($1::text IS NULL OR provider = $1) "
    "AND coalesce(least(until, released_at), arrived_at, 'infinity') > $2 ORDER BY offer, number"
)
_TO_MEND = (
    f"SELECT {_OF_BROKEN} FROM broken_promise b WHERE ($1::text IS NULL OR provider = $1) "
    "AND NOT EXISTS (SELECT FROM site_capacity s WHERE s.provider = b.provider "
    "AND s.care_type = b.care_type AND s.site IS NOT DISTINCT FROM coalesce(b.site, s.site) "
    "AND s.said_at > b.refused_at AND s.gone_at IS NULL) ORDER BY refused_at DESC LIMIT 500"
)


async def places_of(connection: Connection, offers: Iterable[UUID]) -> Sequence[Row]:
    """Those that are or were kept for these offers, in the order in which they were."""
    return await connection.fetch(_OF_OFFERS, list(offers))


async def places_kept(
    connection: Connection, now: datetime, provider: str | None = None
) -> Sequence[Row]:
    """Those that are kept, or were until lately; of all or of this provider."""
    return await connection.fetch(_NOW, provider, now - _SOME_TIME)


async def promises_broken(connection: Connection, provider: str | None = None) -> Sequence[Row]:
    """Those behind which the provider did not say anew what it has; the last first."""
    return await connection.fetch(_TO_MEND, provider)


def kept(places: Sequence[Mapping[str, Any]], told: str = "") -> tuple[StatementPart, Rows]:
    """The part of the statement that keeps these; `told` are URAs whose open pages hear of it."""
    return _PLACES, [(*(one[name] for name in _KEPT), told) for one in places]


def broken(promises: Sequence[Mapping[str, Any]]) -> tuple[StatementPart, Rows]:
    """The part of the statement that keeps these."""
    return _PROMISES, [tuple(one[name] for name in _BROKEN) for one in promises]
