"""What sites said that they have, as it stands and as it was.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.storage.append import Rows, StatementPart
from hub.storage.database import Connection, Row
from hub.storage.live import notified

_CASTS = {
    "rid": "uuid",
    "version": "int",
    "number": "smallint",
    "region": "text",
    "provider": "text",
    "site": "text",
    "care_type": "text",
    "unit": "text",
    "district": "text",
    "said_at": "timestamptz",
    "starts": "timestamptz",
    "ends": "timestamptz",
    "staffed": "int",
    "occupied": "int",
    "reserved": "int",
    "available": "int",
    # Arrays of arrays must be rectangular in PostgreSQL, so these travel as array literals.
    "expected": "text",
    "limits": "text",
    "entered": "text",
    "confidence": "text",
    "entered_by": "text",
}
_OF_STATEMENT = tuple(_CASTS)[3:]
_TAKER = ("provider", "site", "care_type", "unit", "district", "said_at", "ends")
_LISTS = {"expected": "int[]", "limits": "text[]"}
_COLUMNS = ", ".join(_CASTS)
_VALUES = ", ".join(
    f"n.{name}::{_LISTS[name]}" if name in _LISTS else f"n.{name}" for name in _CASTS
)
_SAME = (
    "o.provider = n.provider AND o.site = n.site AND o.care_type = n.care_type "
    "AND o.unit = n.unit AND o.district IS NOT DISTINCT FROM n.district"
)
# What this same statement adds it does not see: only what was there before is changed.
_SAID = StatementPart(
    f"said_capacity AS (INSERT INTO site_capacity ({_COLUMNS}, gone_at, is_behind) "
    f"SELECT {_VALUES}, NULL, false FROM {{}} AS n ({_COLUMNS}, told) WHERE {notified('n.told')})",
    (*_CASTS.values(), "text"),
)
_BEHIND = StatementPart(
    "behind_capacity AS (UPDATE site_capacity o SET is_behind = true FROM {} "
    "AS n (provider, site, care_type, unit, district, said_at, ends, again) "
    f"WHERE {_SAME} AND o.said_at < n.said_at AND o.starts < n.ends "
    "AND o.gone_at IS NULL AND NOT o.is_behind AND o.rid <> ALL (n.again::uuid[]))",
    ("text", "text", "text", "text", "text", "timestamptz", "timestamptz", "text"),
)
_GONE = StatementPart(
    "gone_capacity AS (UPDATE site_capacity o SET gone_at = n.at FROM {} AS n (rid, at, told) "
    f"WHERE o.rid = n.rid AND o.gone_at IS NULL AND {notified('n.told')})",
    ("uuid", "timestamptz", "text"),
)
# What stood behind a word that is taken back has a say again. One row is changed by one part at
# most: what goes by this same statement, `again`, is left to the part before.
_BACK = StatementPart(
    "back_capacity AS (UPDATE site_capacity o SET is_behind = false FROM {} "
    "AS g (rid, again) "
    "JOIN site_capacity n ON n.rid = g.rid AND n.gone_at IS NULL "
    f"WHERE {_SAME} AND o.rid <> ALL (g.again::uuid[]) AND o.is_behind AND o.gone_at IS NULL)",
    ("uuid", "text"),
)
_NOW = (
    f"SELECT {_COLUMNS} FROM site_capacity WHERE gone_at IS NULL AND NOT is_behind "
    "AND ($1::text IS NULL OR provider = $1) AND ($2::text IS NULL OR care_type = $2)"
)


_BETWEEN = (
    f"SELECT {_COLUMNS} FROM site_capacity WHERE gone_at IS NULL AND said_at <= $3 "
    "AND (said_at >= $1 AND said_at < $2 OR NOT is_behind)"
)
_LAST_OF_DAYS = (
    f"SELECT DISTINCT ON (provider, site, care_type, unit, district, day) {_COLUMNS}, "
    "(said_at AT TIME ZONE 'Europe/Amsterdam')::date AS day "
    "FROM site_capacity WHERE gone_at IS NULL AND said_at >= $1 AND said_at <= $2 "
    "AND ($3::text IS NULL OR care_type = $3) "
    "ORDER BY provider, site, care_type, unit, district, day, said_at DESC, "
    "available NULLS FIRST"
)


@dataclass(frozen=True, slots=True)
class Said:
    """The statements of one version of a report, by their columns; none of one that went.

    `at` is when it came, `told` the URAs of those whose open pages hear of it.
    """

    rid: UUID
    version: int
    at: datetime
    statements: Sequence[Mapping[str, Any]] = ()
    told: str = ""


async def said_now(
    connection: Connection, provider: str | None = None, care_type: str | None = None
) -> Sequence[Row]:
    """Of each kind of care at each site what may be in force; of all, or of these alone."""
    return await connection.fetch(_NOW, provider, care_type)


async def said_between(
    connection: Connection, start: datetime, end: datetime, at: datetime
) -> Sequence[Row]:
    """What was said in this time, and of all the last, as far as it was said `at` a moment."""
    return await connection.fetch(_BETWEEN, start, end, at)


async def said_last_of_days(
    connection: Connection, start: datetime, at: datetime, care_type: str | None
) -> Sequence[Row]:
    """Of each kind of care at each site what was said last on each day, of two the lower."""
    return await connection.fetch(_LAST_OF_DAYS, start, at, care_type)


def kept_capacity(said: Iterable[Said]) -> list[tuple[StatementPart, Rows]]:
    """The parts of the statement that keep these, and move what they take the place of."""
    listed = list(said)
    again = [one for one in listed if one.version > 1]
    gone = _literal(str(one.rid) for one in again)
    return [
        (_SAID, [row for one in listed for row in _rows(one)]),
        (_BEHIND, [(*row, gone) for one in listed if one.version == 1 for row in _takers(one)]),
        (_GONE, [(one.rid, one.at, one.told) for one in again]),
        (_BACK, [(one.rid, gone) for one in again]),
    ]


def _rows(said: Said) -> Iterator[tuple[object, ...]]:
    for number, one in enumerate(said.statements):
        yield (
            said.rid,
            said.version,
            number,
            *map(_value, _OF_STATEMENT, map(one.get, _OF_STATEMENT)),
            said.told,
        )


def _value(name: str, value: Any) -> object:
    return _literal(value) if name in _LISTS and value is not None else value


def _takers(said: Said) -> Iterator[tuple[object, ...]]:
    """Those that take the place of what was said before: what is yet to begin does not."""
    for one in said.statements:
        if one["said_at"] <= said.at and one["starts"] <= said.at:
            yield tuple(one[name] for name in _TAKER)


def _literal(items: Iterable[int | str | None]) -> str:
    """Of numbers and codes: a code is quoted, whatever stands in it."""
    return "{" + ",".join("NULL" if one is None else _quoted(one) for one in items) + "}"


def _quoted(one: int | str) -> str:
    if isinstance(one, int):
        return str(one)
    escaped = one.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
