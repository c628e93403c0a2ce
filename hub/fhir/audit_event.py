"""AuditEvent, read and search: what an organisation's own calls left behind.

https://hl7.org/fhir/R4/auditevent.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from hub.errors import Invalid, NotSupported
from hub.fhir.bundle import Link, bundle, outcome_entry
from hub.fhir.call import Answer, Call
from hub.fhir.parameters import OF_EVERY_CALL, parts_of
from hub.fhir.parts import Hub
from hub.fhir.wire import MOST_COUNTED
from hub.query.audit_event import Period, audit_events, one_audit_event
from profiles.issue import Issue
from profiles.resource.subset import Part, subset
from profiles.search.dates import span

ASKED = OF_EVERY_CALL | {"patient", "date", "_count", "_summary", "_elements"}
_LEAST = 2


async def search_audit_event(hub: Hub, call: Call, resource_type: str) -> Answer:
    """Newest first; `patient` and `date=ge…`, `date=lt…` narrow it.

    Raises:
        NotSupported, Invalid: another parameter or value.
    """
    asked = _asked(call.pairs)
    part = parts_of(resource_type, call.pairs).part
    patient = asked.get("patient", "").removeprefix("Patient/")
    since, before = _period(call.pairs)
    period = Period(patient, since, before, _limit(hub, asked.get("_count", "")))
    told = await audit_events(hub.access, call.errand, period, hub.settings.public_url)
    links = [Link("self", f"{hub.fhir_url}/AuditEvent")]
    entries = [_entry(hub, event, part) for event in told.events]
    if told.damaged:
        entries.append(outcome_entry(_damaged(told.damaged)))
    return Answer(200, bundle("searchset", entries, links, total=len(told.events)))


async def read_audit_event(hub: Hub, call: Call, _resource_type: str, event: str) -> Answer:
    """One event of the caller's own organisation.

    Raises:
        NotFound: not there, or another organisation's.
    """
    found = await one_audit_event(hub.access, call.errand, event, hub.settings.public_url)
    return Answer(200, msgspec.json.encode(found))


def _damaged(rows: int) -> Issue:
    return Issue(
        "error",
        "exception",
        "",
        f"rows of the ledger that can't be shown: {rows}; they were changed outside the hub: tell "
        "the hub's owner the X-Request-Id of this answer",
    )


def _limit(hub: Hub, count: str) -> int:
    if not count:
        return hub.settings.page_size
    if not (count.isascii() and count.isdigit() and len(count) <= MOST_COUNTED):
        raise Invalid("_count takes a whole number, 0 or more")
    return min(int(count), hub.settings.max_page_size)


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
            low, high = span(value[_LEAST:] if value[:_LEAST].isalpha() else value)
        except ValueError:
            raise Invalid("date takes a day like ge2026-10-01") from None
        prefix = value[:_LEAST] if value[:_LEAST].isalpha() else "eq"
        if prefix not in {"eq", "ge", "lt", "le", "gt"}:
            raise NotSupported("date takes the prefixes ge, gt, lt and le here")
        since = {"eq": low, "ge": low, "gt": high}.get(prefix, since)
        before = {"eq": high, "lt": low, "le": high}.get(prefix, before)
    return since, before


def _entry(hub: Hub, event: Mapping[str, Any], part: Part | None) -> bytes:
    body = msgspec.json.encode(event)
    return msgspec.json.encode(
        {
            "fullUrl": f"{hub.fhir_url}/AuditEvent/{event['id']}",
            "resource": msgspec.Raw(subset(body, part) if part else body),
            "search": {"mode": "match"},
        }
    )
