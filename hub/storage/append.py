"""Appends versions, moves current rows: parts of one statement, for any number of them."""

from collections.abc import Iterable, Sequence
from datetime import MAXYEAR, MINYEAR, datetime
from functools import cache
from itertools import chain, count
from typing import NamedTuple

from hub.storage.database import Connection
from hub.storage.rows import NewFacts, NewVersion

PLAIN = {
    "rid": "uuid",
    "said_by": "text",
    "type": "text",
    "version": "int",
    "method": "text",
    "last_updated": "timestamptz",
    "pat": "uuid",
    "section": "bigint",
    "custodian": "text",
    "category": "text",
    "deleted": "boolean",
    "rank": "smallint",
    "sealed": "bytea",
    "digest": "bytea",
}
# Arrays of arrays must be rectangular in PostgreSQL, so these travel as array literals.
LISTS = {
    "tokens": "bigint[]",
    "finders": "bigint[]",
    "reference_params": "text[]",
    "reference_targets": "uuid[]",
    "date_params": "text[]",
    "date_lows": "timestamptz[]",
    "date_highs": "timestamptz[]",
}
_CURRENT = [name for name in PLAIN if name not in {"method", "sealed"}] + list(LISTS)
_MANY = 0
_FEW = 2
OF_CURRENT_ONLY = frozenset({"said_by", "section", "deleted", "rank", "digest"})
_VERSION = [name for name in PLAIN if name not in OF_CURRENT_ONLY]


class StatementPart(NamedTuple):
    """A part of the statement: `{}` stands for its rows, `casts` are the types of their columns."""

    sql: str
    casts: tuple[str, ...]


Rows = Sequence[tuple[object, ...]]


def written(
    news: Sequence[NewVersion], facts: Sequence[NewFacts]
) -> list[tuple[StatementPart, Rows]]:
    """The parts that write these, with their rows."""
    # In one order for everyone: two that write the same rows wait for each other, never both.
    ordered = sorted(news, key=lambda new: new.rid)
    return [
        (_versions(), [(*(getattr(new, name) for name in PLAIN), *_lists(new)) for new in ordered]),
        (NEWCOMERS, [_facts(one, one.bsn_hash) for one in facts if one.bsn_hash]),
        (MOVED, [_facts(one) for one in facts if not one.bsn_hash]),
    ]


async def execute(connection: Connection, parts: Iterable[tuple[StatementPart, Rows]]) -> None:
    """Everything or nothing; what is not there to write has no part in the statement.

    Raises:
        asyncpg.UniqueViolationError, asyncpg.SerializationError: another write came first; look
            up again and retry.
    """
    shape: list[tuple[StatementPart, int]] = []
    values: list[object] = []
    for part, rows in parts:
        # So few go as they are: an array for each of their values costs more than the values.
        if 0 < len(rows) <= _FEW:
            shape.append((part, len(rows)))
            values += chain.from_iterable(rows)
        elif rows:
            shape.append((part, _MANY))
            values += map(list, zip(*rows, strict=True))
    await connection.execute(_statement(tuple(shape)), *values)


@cache
def _statement(shape: tuple[tuple[StatementPart, int], ...]) -> str:
    """Of each part so many rows, or many."""
    written, numbers = [], count(1)
    for part, rows in shape:
        array = "" if rows else "[]"
        listed = [
            ", ".join(f"${next(numbers)}::{cast}{array}" for cast in part.casts)
            for _ in range(rows or 1)
        ]
        source = f"(VALUES ({'), ('.join(listed)}))" if rows else f"unnest({listed[0]})"
        written.append(part.sql.format(source))
    return f"WITH {', '.join(written)} SELECT"


@cache
def _versions() -> StatementPart:
    plain = ", ".join(f"n.{name}" for name in PLAIN)
    lists = ", ".join(f"n.{name}::{cast} AS {name}" for name, cast in LISTS.items())
    names = ", ".join([*PLAIN, *LISTS])
    current, version = ", ".join(_CURRENT), ", ".join(_VERSION)
    changed = (name for name in _CURRENT if name not in {"rid", "said_by", "type"})
    updates = ", ".join(f"{name} = excluded.{name}" for name in changed)
    return StatementPart(
        f"new AS (SELECT {plain}, {lists} FROM {{}} AS n ({names})), "
        f"versions AS (INSERT INTO resource_version ({version}) SELECT {version} FROM new), "
        f"currents AS (INSERT INTO resource ({current}) SELECT {current} FROM new "
        f"ON CONFLICT (rid, said_by) DO UPDATE SET {updates})",
        (*PLAIN.values(), *("text" for _ in LISTS)),
    )


NEWCOMERS = StatementPart(
    "newcomers AS (INSERT INTO inhabitant (bsn_hash, pat, patient, epoch, facts) "
    "SELECT * FROM {} AS n)",
    ("bytea", "uuid", "uuid", "bigint", "bytea"),
)
# A trigger refuses an epoch that is not later: who decided by older facts looks again.
MOVED = StatementPart(
    "moved AS (UPDATE inhabitant i SET epoch = m.epoch, facts = m.facts FROM {} "
    "AS m (pat, patient, epoch, facts) WHERE i.pat = m.pat AND i.patient = m.patient)",
    ("uuid", "uuid", "bigint", "bytea"),
)


def _facts(one: NewFacts, *first: object) -> tuple[object, ...]:
    return (*first, one.pat, one.patient, one.epoch, one.sealed)


def _literal(items: Iterable[object]) -> str:
    quoted = (str(item).replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{item}"' for item in quoted) + "}"


def _moment(at: datetime) -> str:
    if at.year == MINYEAR:
        return "-infinity"
    return "infinity" if at.year == MAXYEAR else at.isoformat()


def _lists(new: NewVersion) -> tuple[str, ...]:
    return (
        "{" + ",".join(map(str, new.tokens)) + "}",
        "{" + ",".join(map(str, new.finders)) + "}",
        _literal(parameter for parameter, _ in new.references),
        _literal(target for _, target in new.references),
        _literal(parameter for parameter, _, _ in new.dates),
        _literal(_moment(low) for _, low, _ in new.dates),
        _literal(_moment(high) for _, _, high in new.dates),
    )
