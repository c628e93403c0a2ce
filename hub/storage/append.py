"""Appends versions, moves current rows and writes the audit row: one statement for any number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import cache
from uuid import UUID

from hub.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Choice:
    """A privacy statement of a Consent, as `privacy_statement` keeps it."""

    holder: str
    consumer: str
    data: str
    resource: UUID | None
    purposes: frozenset[str]
    permit: bool
    status: str
    starts: date | None
    ends: date | None
    weight: int


@dataclass(frozen=True, slots=True)
class NewVersion:
    """One version to append with the current row that goes with it; a deletion has no body.

    `choices` None leaves the inhabitant's privacy statements alone.
    """

    rid: UUID
    said_by: str
    type: str
    version: int
    method: str
    last_updated: datetime
    pat: UUID | None
    custodian: str
    category: str | None
    privacy: bool
    deleted: bool
    sealed_id: bytes
    sealed: bytes | None
    digest: bytes
    tokens: Sequence[int] = ()
    finders: Sequence[int] = ()
    references: Sequence[tuple[str, UUID]] = ()
    dates: Sequence[tuple[str, datetime, datetime]] = ()
    choices: Sequence[Choice] | None = None


@dataclass(frozen=True, slots=True)
class NewInhabitant:
    """A BSN that the hub did not know, and the Patient it has from now on."""

    bsn_hash: bytes
    pat: UUID
    patient: UUID


PLAIN = [
    "rid",
    "said_by",
    "type",
    "version",
    "method",
    "last_updated",
    "pat",
    "custodian",
    "category",
    "privacy",
    "deleted",
    "sealed_id",
    "sealed",
    "digest",
]
CASTS = [
    "uuid",
    "text",
    "text",
    "int",
    "text",
    "timestamptz",
    "uuid",
    "text",
    "text",
    "boolean",
    "boolean",
    "bytea",
    "bytea",
    "bytea",
]
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
CHOICE_COLUMNS = [
    "consent",
    "version",
    "ordinal",
    "pat",
    "holder",
    "consumer",
    "data",
    "resource",
    "purposes",
    "permit",
    "status",
    "starts",
    "ends",
    "weight",
]
CHOICE_CASTS = [
    "uuid",
    "int",
    "int",
    "uuid",
    "text",
    "text",
    "text",
    "uuid",
    "text",
    "boolean",
    "text",
    "date",
    "date",
    "int",
]
CURRENT = [column for column in PLAIN if column not in {"method", "sealed"}] + list(LISTS)
VERSION = [
    column for column in PLAIN if column not in {"said_by", "deleted", "sealed_id", "digest"}
]


@cache
def _statement(audit_insert: str, audit_casts: tuple[str, ...]) -> str:
    number = 0

    def next_one(cast: str) -> str:
        nonlocal number
        number += 1
        return f"${number}::{cast}"

    news = ", ".join(next_one(f"{cast}[]") for cast in CASTS + ["text"] * len(LISTS))
    lists = ", ".join(f"n.{name}::{cast} AS {name}" for name, cast in LISTS.items())
    plain = ", ".join(f"n.{name}" for name in PLAIN)
    names = ", ".join([*PLAIN, *LISTS])
    updates = ", ".join(
        f"{name} = excluded.{name}" for name in CURRENT if name not in {"rid", "said_by"}
    )
    people = ", ".join(next_one(cast) for cast in ("bytea[]", "uuid[]", "uuid[]"))
    replaced = next_one("uuid[]")
    choices = ", ".join(next_one(f"{cast}[]") for cast in CHOICE_CASTS)
    chosen = ", ".join(f"c.{name}" for name in CHOICE_COLUMNS).replace(
        "c.purposes", "c.purposes::text[]"
    )
    audited = ", ".join(next_one(cast) for cast in audit_casts)
    return (
        f"WITH new AS (SELECT {plain}, {lists} FROM unnest({news}) AS n ({names})), "
        f"versions AS (INSERT INTO resource_version ({', '.join(VERSION)}) "
        f"SELECT {', '.join(VERSION)} FROM new), "
        f"currents AS (INSERT INTO resource ({', '.join(CURRENT)}) "
        f"SELECT {', '.join(CURRENT)} FROM new "
        f"ON CONFLICT (rid, said_by) DO UPDATE SET {updates}), "
        "people AS (INSERT INTO inhabitant (bsn_hash, pat, patient) "
        f"SELECT * FROM unnest({people})), "
        f"withdrawn AS (DELETE FROM privacy_statement WHERE consent = ANY ({replaced})), "
        f"chosen AS (INSERT INTO privacy_statement ({', '.join(CHOICE_COLUMNS)}) "
        f"SELECT {chosen} FROM unnest({choices}) AS c ({', '.join(CHOICE_COLUMNS)})) "
        f"{audit_insert} SELECT {audited}"
    )


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


def _choices(news: Sequence[NewVersion]) -> list[tuple[object, ...]]:
    return [
        (
            *(new.rid, new.version, ordinal, new.pat, choice.holder, choice.consumer),
            *(choice.data, choice.resource, _literal(sorted(choice.purposes)), choice.permit),
            *(choice.status, choice.starts, choice.ends, choice.weight),
        )
        for new in news
        for ordinal, choice in enumerate(new.choices or ())
    ]


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * width


@dataclass(frozen=True, slots=True)
class AuditInsert:
    """The audit row's INSERT up to its values, and the values; made by `hub.audit`."""

    insert: str
    casts: tuple[str, ...]
    values: Sequence[object]


async def append(
    connection: Connection,
    news: Sequence[NewVersion],
    people: Sequence[NewInhabitant],
    audit: AuditInsert,
) -> None:
    """Everything or nothing.

    Raises:
        asyncpg.UniqueViolationError: another write came first; look up again and retry.
    """
    # In one order for everyone: two that write the same rows wait for each other, never both.
    ordered = sorted(news, key=lambda new: new.rid)
    rows = [(*(getattr(new, name) for name in PLAIN), *_lists(new)) for new in ordered]
    values = [
        *_columns(rows, len(PLAIN) + len(LISTS)),
        *_columns([(one.bsn_hash, one.pat, one.patient) for one in people], 3),
        [new.rid for new in news if new.choices is not None],
        *_columns(_choices(news), len(CHOICE_COLUMNS)),
        *audit.values,
    ]
    await connection.execute(_statement(audit.insert, audit.casts), *values)
