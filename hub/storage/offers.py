"""Offers of the transfer point: of one Task, of one case, to one candidate.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from hub.storage.append import Rows, StatementPart
from hub.storage.database import Connection
from hub.storage.live import notifies

_CASTS = {
    "rid": "uuid",
    "placer": "text",
    "provider": "text",
    "family": "bigint",
    "round": "int",
    "status": "text",
    "is_selected": "boolean",
    "answer_by": "timestamptz",
    "held_until": "timestamptz",
}
_COLUMNS = ", ".join(_CASTS)
_MOVES = ("round", "status", "is_selected", "answer_by", "held_until")
_OFFERS = StatementPart(
    f"offers AS (INSERT INTO transfer_offer ({_COLUMNS}) SELECT * FROM {{}} AS n "
    f"ON CONFLICT (rid) DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in _MOVES)} "
    f"{notifies('transfer_offer.provider', 'transfer_offer.placer')})",
    tuple(_CASTS.values()),
)
_OF_TASK = f"SELECT {_COLUMNS} FROM transfer_offer WHERE rid = ANY ($1::uuid[])"
_OF_CASE = f"SELECT {_COLUMNS} FROM transfer_offer WHERE family = $1 ORDER BY rid"
_OF_CASES = f"SELECT {_COLUMNS} FROM transfer_offer WHERE family = ANY ($1::bigint[]) ORDER BY rid"
_DUE = (
    f"SELECT {_COLUMNS} FROM transfer_offer "
    "WHERE status IN ('requested', 'received') AND answer_by <= $1 AND rid <> ALL ($2::uuid[]) "
    "ORDER BY answer_by LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_TO = (
    f"SELECT {_COLUMNS} FROM transfer_offer WHERE provider = $1 "
    "AND status NOT IN ('rejected', 'cancelled', 'completed', 'failed') "
    "AND ($2::text[] IS NULL OR status = ANY ($2)) "
    "AND ($3::timestamptz IS NULL OR (answer_by, rid) > ($3, $4::uuid)) "
    "ORDER BY answer_by, rid LIMIT $5"
)
_ALONE = "SELECT pg_advisory_xact_lock($1)"


class OfferRow(NamedTuple):
    """One offer, by what it is found, counted and timed."""

    rid: UUID
    placer: str
    provider: str
    family: int
    round: int
    status: str
    is_selected: bool
    answer_by: datetime
    held_until: datetime | None = None


async def offers_named(connection: Connection, rids: Iterable[UUID]) -> list[OfferRow]:
    """Those that these Tasks are."""
    rows = await connection.fetch(_OF_TASK, list(rids))
    return [OfferRow(*row) for row in rows]


async def offers_of(connection: Connection, family: int) -> list[OfferRow]:
    """All offers of a case, which nobody else changes until the transaction ends."""
    await connection.execute(_ALONE, family)
    rows = await connection.fetch(_OF_CASE, family)
    return [OfferRow(*row) for row in rows]


async def offers_in(connection: Connection, families: Iterable[int]) -> list[OfferRow]:
    """All offers of these cases, to be looked at alone."""
    return [OfferRow(*row) for row in await connection.fetch(_OF_CASES, list(families))]


async def offer_due(
    connection: Connection, now: datetime, but: Iterable[UUID] = ()
) -> OfferRow | None:
    """One whose time to answer is over; None where there is none but what others take already."""
    row = await connection.fetchrow(_DUE, now, list(but))
    return OfferRow(*row) if row is not None else None


async def offers_to(
    connection: Connection,
    provider: str,
    statuses: Sequence[str] | None,
    most: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[OfferRow]:
    """Open ones of this candidate, the first to be answered first, from behind `after` on."""
    moment, name = after or (None, None)
    rows = await connection.fetch(_TO, provider, statuses, moment, name, most)
    return [OfferRow(*row) for row in rows]


def offered(rows: Sequence[OfferRow]) -> list[tuple[StatementPart, Rows]]:
    """The parts of the statement that keep these."""
    return [
        (_OFFERS, [tuple(getattr(row, name) for name in _CASTS) for row in rows]),
    ]
