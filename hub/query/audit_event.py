"""AuditEvents: what an organisation's own calls left behind, and that it looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.access.access import Access
from hub.access.caller import custodian_of
from hub.ledger.audit_event import audit_event, decisions
from hub.ledger.record import AuditRecord
from hub.ledger.search import addresses, own_row, own_rows
from hub.ledger.write import write_row
from hub.query.read import absent
from hub.security.errand import Errand
from hub.storage.database import Row
from hub.storage.pseudonym import rid


@dataclass(frozen=True, slots=True)
class Period:
    """Of one Patient (an id, empty for all), from a moment on, before a moment, newest first."""

    patient: str
    since: datetime | None
    before: datetime | None
    most: int


async def audit_events(access: Access, errand: Errand, asked: Period) -> list[dict[str, Any]]:
    """The calls of the asker's own organisation; of a Patient those to which something was open."""
    patient = rid(access.keyring, "Patient", asked.patient) if asked.patient else None
    async with access.database.transaction() as connection:
        rows = await own_rows(
            connection,
            custodian_of(errand),
            patient=patient,
            since=asked.since,
            before=asked.before,
            limit=asked.most,
        )
        consents = await addresses(connection, access.keyring, _consents(rows))
        await write_row(connection, _record(errand, "search-type", len(rows)), access.keyring)
    return [audit_event(row, access.keyring, consents) for row in rows]


async def one_audit_event(access: Access, errand: Errand, event: str) -> dict[str, Any]:
    """One event of the asker's own organisation.

    Raises:
        NotFound: not there, or another organisation's.
    """
    try:
        name = UUID(event)
    except ValueError:
        name = UUID(int=0)
    async with access.database.transaction() as connection:
        row = await own_row(connection, custodian_of(errand), name)
        consents = await addresses(connection, access.keyring, _consents([row] if row else []))
        await write_row(connection, _record(errand, "read", int(row is not None)), access.keyring)
    if row is None:
        raise absent()
    return audit_event(row, access.keyring, consents)


def _consents(rows: Sequence[Row]) -> set[UUID]:
    named = (one.get("consent") for row in rows for one in decisions(row))
    return {UUID(name) for name in named if name}


def _record(errand: Errand, interaction: str, found: int) -> AuditRecord:
    return AuditRecord(
        at=errand.now,
        request_id=errand.request_id,
        interaction=interaction,
        status=200 if found or interaction == "search-type" else 404,
        rule="S-OWN-LOG",
        errand=errand,
        type="AuditEvent",
        found=found,
    )
