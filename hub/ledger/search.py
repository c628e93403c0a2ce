"""Audit rows as their own organisation may see them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from hub.ledger.record import OPENING
from hub.storage.database import Connection, Row
from hub.storage.sealing import Keyring
from hub.storage.stored import check_current

_COLUMNS = (
    "number, event, at, request_id, interaction, status, rule, client_id, ura, type, found, "
    "decided, sealed"
)


async def own_rows(
    connection: Connection,
    ura: str,
    *,
    patient: UUID | None = None,
    since: object = None,
    before: object = None,
    limit: int,
) -> Sequence[Row]:
    """Rows of calls by this organisation, newest first.

    `patient` is the rid of a Patient: of him only the calls to which something was open.
    """
    return await connection.fetch(
        f"SELECT {_COLUMNS} FROM audit WHERE ura = $1 "
        "AND ($2::uuid IS NULL OR string_to_array(rule, ' ') && $6::text[] "
        "AND EXISTS (SELECT FROM inhabitant i WHERE i.patient = $2 AND (audit.pat = i.pat "
        "OR decided @> jsonb_build_array(jsonb_build_object('pat', i.pat))))) "
        "AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4) "
        "ORDER BY number DESC LIMIT $5",
        ura,
        patient,
        since,
        before,
        limit,
        sorted(OPENING),
    )


async def addresses(
    connection: Connection, keyring: Keyring, rids: Iterable[UUID]
) -> dict[str, str]:
    """The id of each resource that a decision rested on, by the database's name for it."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (rid) rid, said_by, type, version, pat, section, custodian, category, "
        "deleted, sealed_id FROM resource WHERE rid = ANY ($1)",
        list(rids),
    )
    return {str(row["rid"]): check_current(row, keyring) for row in rows}


async def own_row(connection: Connection, ura: str, event: UUID) -> Row | None:
    """One row of a call by this organisation."""
    return await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM audit WHERE ura = $1 AND event = $2", ura, event
    )
