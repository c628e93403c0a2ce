"""AuditEvents: what an organisation's own calls left behind, and that it looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.access.access import Access
from hub.access.caller import custodian_of
from hub.ledger.audit_event import audit_event, decisions
from hub.ledger.entry import Entry
from hub.ledger.record import Record
from hub.ledger.search import Asked, addresses, own_entries, own_entry
from hub.query.read import absent
from hub.security.errand import Errand
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
        own = Asked(custodian_of(errand), patient, asked.since, asked.before, asked.most)
        found = await own_entries(connection, access.ledger, own)
        consents = await addresses(connection, access.keyring, _consents(found))
        await access.ledger.append(connection, [_record(errand, "search-type", len(found))])
    return [audit_event(one, consents) for one in found]


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
        found = await own_entry(connection, access.ledger, custodian_of(errand), name)
        consents = await addresses(connection, access.keyring, _consents([found] if found else []))
        await access.ledger.append(connection, [_record(errand, "read", int(found is not None))])
    if found is None:
        raise absent()
    return audit_event(found, consents)


def _consents(found: Sequence[Entry]) -> set[UUID]:
    named = (one.consent for entry in found for one in decisions(entry))
    return {name for name in named if name}


def _record(errand: Errand, interaction: str, found: int) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction=interaction,
        status=200 if found or interaction == "search-type" else 404,
        rule="S-OWN-LOG",
        errand=errand,
        type="AuditEvent",
        found=found,
    )
