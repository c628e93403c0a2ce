"""Cases of a transfer point: by the Task that leads one, by its number, by who has to do with it.

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
    "family": "bigint",
    "placer": "text",
    "requester": "text",
    "desk": "text",
    "region": "text",
    "status": "text",
    "phase": "text",
    "asked_at": "timestamptz",
    "review_at": "timestamptz",
    "ended_at": "timestamptz",
}
_COLUMNS = ", ".join(_CASTS)
_MOVES = ("desk", "region", "status", "phase", "review_at", "ended_at")
_CASES = StatementPart(
    f"cases AS (INSERT INTO transfer_case ({_COLUMNS}) SELECT * FROM {{}} AS n "
    f"ON CONFLICT (rid) DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in _MOVES)} "
    f"{notifies('transfer_case.requester', 'transfer_case.desk')})",
    tuple(_CASTS.values()),
)
_NAMED = f"SELECT {_COLUMNS} FROM transfer_case WHERE rid = ANY ($1::uuid[])"
_OF_FAMILY = f"SELECT {_COLUMNS} FROM transfer_case WHERE family = ANY ($1::bigint[])"
_DUE = (
    f"SELECT {_COLUMNS} FROM transfer_case "
    "WHERE status = 'on-hold' AND review_at <= $1 AND rid <> ALL ($2::uuid[]) "
    "ORDER BY review_at LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_OPEN = "status NOT IN ('rejected', 'cancelled', 'completed', 'failed')"
_LIST = (
    f"SELECT {_COLUMNS} FROM transfer_case WHERE {{}} = $1 "
    f"AND CASE WHEN $2::text[] IS NULL THEN {_OPEN} ELSE status = ANY ($2) END "
    "AND ($3::timestamptz IS NULL OR (asked_at, rid) > ($3, $4::uuid)) "
    "ORDER BY asked_at, rid LIMIT $5"
)
_ASKED = (
    "SELECT r.rid, x.target FROM resource r, "
    "unnest(r.reference_params, r.reference_targets) AS x (parameter, target) "
    "WHERE r.rid = ANY ($1::uuid[]) AND NOT r.deleted AND x.parameter = 'focus'"
)
# Of others nothing is open any more.
_LAST = (
    f"SELECT {_COLUMNS} FROM transfer_case WHERE {{}} = $1 AND ended_at IS NOT NULL "
    "AND (status = 'failed' OR placer = $1) "
    "AND ($2::timestamptz IS NULL OR (ended_at, rid) < ($2, $3::uuid)) "
    "ORDER BY ended_at DESC, rid DESC LIMIT $4"
)
_ENDED_OF = {"owner": _LAST.format("desk"), "requester": _LAST.format("requester")}
_AT_DESK, _OF_REQUESTER = _LIST.format("desk"), _LIST.format("requester")


class CaseRow(NamedTuple):
    """One case, by what it is found, counted and timed."""

    rid: UUID
    family: int
    placer: str
    requester: str
    desk: str
    region: str
    status: str
    phase: str | None
    asked_at: datetime
    review_at: datetime | None = None
    ended_at: datetime | None = None


async def cases_named(connection: Connection, rids: Iterable[UUID]) -> list[CaseRow]:
    """Those that these Tasks lead."""
    return [CaseRow(*row) for row in await connection.fetch(_NAMED, list(rids))]


async def cases_of(connection: Connection, families: Iterable[int]) -> list[CaseRow]:
    """Those with these numbers; one that offers alone are of has none."""
    return [CaseRow(*row) for row in await connection.fetch(_OF_FAMILY, list(families))]


async def case_due(
    connection: Connection, now: datetime, but: Iterable[UUID] = ()
) -> CaseRow | None:
    """One that has to be looked at again; None where there is none but what others take already."""
    row = await connection.fetchrow(_DUE, now, list(but))
    return CaseRow(*row) if row is not None else None


async def cases_at(
    connection: Connection,
    desk: str,
    statuses: Sequence[str] | None,
    most: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[CaseRow]:
    """Those of this desk, the oldest first, from behind `after` on; open ones if none is said."""
    moment, name = after or (None, None)
    rows = await connection.fetch(_AT_DESK, desk, statuses, moment, name, most)
    return [CaseRow(*row) for row in rows]


async def cases_asked_by(
    connection: Connection,
    requester: str,
    statuses: Sequence[str] | None,
    most: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[CaseRow]:
    """Those that this organisation asked for, likewise."""
    moment, name = after or (None, None)
    rows = await connection.fetch(_OF_REQUESTER, requester, statuses, moment, name, most)
    return [CaseRow(*row) for row in rows]


async def cases_ended(
    connection: Connection,
    side: str,
    ura: str,
    most: int,
    before: tuple[datetime, UUID] | None = None,
) -> list[CaseRow]:
    """Those on this side that are over, the last first, from behind `before` on."""
    moment, name = before or (None, None)
    rows = await connection.fetch(_ENDED_OF[side], ura, moment, name, most)
    return [CaseRow(*row) for row in rows]


async def asked_in(connection: Connection, rids: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    """Each of these Tasks that lead cases, with what it has as its focus."""
    return [(lead, asked) for lead, asked in await connection.fetch(_ASKED, list(rids))]


def led(rows: Sequence[CaseRow]) -> tuple[StatementPart, Rows]:
    """The part of the statement that keeps these."""
    return _CASES, [tuple(getattr(row, name) for name in _CASTS) for row in rows]
