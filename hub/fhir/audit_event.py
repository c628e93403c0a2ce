"""AuditEvent, read and search: what an organisation's own calls left behind.

https://hl7.org/fhir/R4/auditevent.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.errors import Invalid, NotSupported
from hub.fhir.bundle import Link, bundle
from hub.fhir.call import Answer, Call
from hub.fhir.context import Hub
from hub.fhir.read import absent
from hub.ledger.audit_event import audit_event, decisions
from hub.ledger.record import AuditRecord
from hub.ledger.search import addresses, own_row, own_rows
from hub.ledger.write import write
from hub.search.result import MOST_DIGITS
from hub.storage.address import rid
from hub.storage.database import Row
from profiles.search.dates import span

ASKED = frozenset({"patient", "date", "_count", "_format"})
LEAST = 2


async def search_audit_event(hub: Hub, call: Call, _resource_type: str) -> Answer:
    """Newest first; `patient` and `date=ge…`, `date=lt…` narrow it.

    Raises:
        NotSupported, Invalid: another parameter or value.
    """
    asked = _asked(call.pairs)
    patient = asked.get("patient", "").removeprefix("Patient/")
    since, before = _period(call.pairs)
    async with hub.database.transaction() as connection:
        rows = await own_rows(
            connection,
            call.requester.ura.value,
            patient=rid(hub.keyring, "Patient", patient) if patient else None,
            since=since,
            before=before,
            limit=_limit(hub, asked.get("_count", "")),
        )
        consents = await addresses(connection, hub.keyring, _consents(rows))
        await write(connection, _record(call, "search-type", len(rows)), hub.keyring)
    entries = [_entry(hub, row, consents) for row in rows]
    links = [Link("self", f"{hub.fhir_url}/AuditEvent")]
    return Answer(200, bundle("searchset", entries, links, total=len(entries)))


async def read_audit_event(hub: Hub, call: Call, _resource_type: str, event: str) -> Answer:
    """One event of the caller's own organisation.

    Raises:
        NotFound: not there, or another organisation's.
    """
    try:
        name = UUID(event)
    except ValueError:
        name = UUID(int=0)
    async with hub.database.transaction() as connection:
        row = await own_row(connection, call.requester.ura.value, name)
        consents = await addresses(connection, hub.keyring, _consents([row] if row else []))
        await write(connection, _record(call, "read", int(row is not None)), hub.keyring)
    if row is None:
        raise absent()
    return Answer(200, msgspec.json.encode(audit_event(row, hub.keyring, consents)))


def _limit(hub: Hub, count: str) -> int:
    if not count:
        return hub.settings.page_size
    if not (count.isascii() and count.isdigit() and len(count) <= MOST_DIGITS):
        raise Invalid("_count takes a whole number, 0 or more")
    return min(int(count), hub.settings.max_page_size)


def _consents(rows: Sequence[Row]) -> set[UUID]:
    named = (one.get("consent") for row in rows for one in decisions(row))
    return {UUID(name) for name in named if name}


def _asked(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    unknown = [name for name, _ in pairs if name not in ASKED]
    if unknown:
        raise NotSupported("AuditEvent is searched by patient and date; /fhir/metadata lists them")
    return dict(pairs)


def _period(pairs: Sequence[tuple[str, str]]) -> tuple[datetime | None, datetime | None]:
    since = before = None
    for name, value in pairs:
        if name != "date":
            continue
        try:
            low, high = span(value[LEAST:] if value[:LEAST].isalpha() else value)
        except ValueError:
            raise Invalid("date takes a day like ge2026-10-01") from None
        prefix = value[:LEAST] if value[:LEAST].isalpha() else "eq"
        if prefix not in {"eq", "ge", "lt", "le", "gt"}:
            raise NotSupported("date takes the prefixes ge, gt, lt and le here")
        since = {"eq": low, "ge": low, "gt": high}.get(prefix, since)
        before = {"eq": high, "lt": low, "le": high}.get(prefix, before)
    return since, before


def _record(call: Call, interaction: str, found: int) -> AuditRecord:
    return AuditRecord(
        at=call.now,
        request_id=call.request_id,
        interaction=interaction,
        status=200 if found or interaction == "search-type" else 404,
        rule="S-OWN-LOG",
        requester=call.requester,
        type="AuditEvent",
        found=found,
    )


def _entry(hub: Hub, row: Row, consents: Mapping[str, str]) -> bytes:
    event = audit_event(row, hub.keyring, consents)
    return msgspec.json.encode(
        {
            "fullUrl": f"{hub.fhir_url}/AuditEvent/{event['id']}",
            "resource": event,
            "search": {"mode": "match"},
        }
    )
