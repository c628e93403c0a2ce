"""Writes the audit row of a call, in the transaction of what it records."""

import msgspec

from hub.ledger.record import AuditRecord
from hub.storage.append import AuditInsert
from hub.storage.database import Connection
from hub.storage.sealing import Keyring

COLUMNS = (
    "event, at, request_id, interaction, status, rule, client_id, ura, pat, type, resource, "
    "found, decided, sealed"
)
CASTS = (
    "uuid",
    "timestamptz",
    "text",
    "text",
    "smallint",
    "text",
    "text",
    "text",
    "uuid",
    "text",
    "uuid",
    "int",
    "jsonb",
    "bytea",
)
HEAD = f"INSERT INTO audit ({COLUMNS})"
INSERT = f"{HEAD} VALUES (" + ", ".join(f"${n}::{cast}" for n, cast in enumerate(CASTS, 1)) + ")"


TODAY = "(a.at AT TIME ZONE 'Europe/Amsterdam')::date"
# Open: of what this custodian keeps the inhabitant lets in at least one party, as `consent.push`.
OPEN = (
    "EXISTS (SELECT FROM organization o JOIN privacy_statement s ON s.holder = ANY (o.keys) "
    "WHERE s.pat = a.pat AND o.ura = lpad(a.ura, 8, '0') AND s.permit AND s.status = 'active' "
    f"AND coalesce(s.starts <= {TODAY}, true) AND coalesce(s.ends >= {TODAY}, true))"
)
STORED = (
    "CASE WHEN a.pat IS NULL THEN a.rule "
    f"WHEN {OPEN} THEN 'D-PUSH-STORED-OPEN' ELSE 'D-PUSH-STORED-CLOSED' END"
)
PUSHED = (
    f"{HEAD} SELECT "
    + ", ".join(STORED if name == "rule" else f"a.{name}" for name in COLUMNS.split(", "))
    + f" FROM (SELECT {{}}) AS a ({COLUMNS})"
)


def values(record: AuditRecord, keyring: Keyring) -> tuple[object, ...]:
    """The row's values in the order of `COLUMNS`."""
    requester = record.requester
    return (
        record.event,
        record.at,
        record.request_id,
        record.interaction,
        record.status,
        record.rule,
        requester.client_id if requester else record.client_id,
        requester.ura.value if requester else None,
        record.pat,
        record.type,
        record.resource,
        record.found,
        msgspec.json.encode(record.decided).decode(),
        record.sealed(keyring),
    )


async def write(connection: Connection, record: AuditRecord, keyring: Keyring) -> None:
    """One statement; the caller's transaction decides whether it stands."""
    await connection.execute(INSERT, *values(record, keyring))


def as_part(record: AuditRecord, keyring: Keyring) -> AuditInsert:
    """The row of a push, as the last part of the statement that writes what was pushed.

    Its rule says whether it lies open to anyone but its custodian, or closed.
    """
    return AuditInsert(PUSHED, CASTS, values(record, keyring))
