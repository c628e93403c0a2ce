"""AuditEvents: what an organisation's own calls left behind, or all calls of an inhabitant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import structs

from hub.access.access import Access, Whose
from hub.access.called import Called
from hub.access.caller import custodian_of, names_of
from hub.access.own import not_yours, own_dossier, own_name
from hub.errors import Damaged
from hub.ledger.audit_event import audit_event
from hub.ledger.entry import Entry
from hub.ledger.record import Record
from hub.ledger.search import (
    Asked,
    AskedAbout,
    Own,
    entries_about,
    entry_about,
    names,
    own_entries,
    own_entry,
)
from hub.query.read import absent
from hub.security.errand import Errand
from hub.storage.database import Connection
from hub.storage.own_id import names_meant
from profiles.systems import UZI_PERSON

ON_REQUEST = "naam op te vragen bij de organisatie"


@dataclass(frozen=True, slots=True)
class Period:
    """Of one Patient (an id, empty for all), from a moment on, before a moment, newest first."""

    patient: str
    since: datetime | None
    before: datetime | None
    most: int


@dataclass(frozen=True, slots=True)
class Told:
    """AuditEvents, and how many more can't be shown for they were changed in the database."""

    events: Sequence[dict[str, Any]]
    damaged: int


async def audit_events(access: Access, errand: Errand, asked: Period, hub: str) -> Told:
    """The calls of the asker's own organisation; of a Patient those to which something was open.

    Of a person all that is about him. `hub` is where the hub is reached.

    Raises:
        Unauthenticated, Forbidden: a person asks who is not sure enough, or for another's.
    """
    async with access.database.transaction() as connection:
        found = await _found(access, connection, errand, asked)
        events = await _events(access, connection, errand, found.entries, hub)
        record = _record(errand, "search-type", len(found.entries))
        await access.ledger.append(connection, [structs.replace(record, asked=_asked(asked))])
    return Told(events, found.damaged)


async def _found(access: Access, connection: Connection, errand: Errand, asked: Period) -> Own:
    patients: tuple[UUID, ...] = ()
    if asked.patient:
        patients = tuple(names_meant(access.keyring, names_of(errand), "Patient", asked.patient))
    if own_name(errand) is None:
        own = Asked(custodian_of(errand), patients, asked.since, asked.before, asked.most)
        return await own_entries(connection, access.ledger, own)
    dossier = await own_dossier(access, connection, errand)
    if patients and dossier.patient not in patients:
        other = await access.gather(connection, errand, Whose("patient", patients))
        raise not_yours("S-NOT-ENTITLED", other)
    about = AskedAbout(dossier.reach.pat, asked.since, asked.before, asked.most)
    return await entries_about(connection, access.ledger, about)


async def one_audit_event(access: Access, errand: Errand, event: str, hub: str) -> dict[str, Any]:
    """One event of the asker's own organisation; of a person one that is about him.

    `hub` is where the hub is reached.

    Raises:
        NotFound: not there, or another organisation's. Damaged: its row was changed.
        Unauthenticated, Forbidden: a person asks who is not sure enough, or for another's.
    """
    try:
        name = UUID(event)
    except ValueError:
        name = UUID(int=0)
    own = own_name(errand)
    async with access.database.transaction() as connection:
        if own is None:
            found = await own_entry(connection, access.ledger, custodian_of(errand), name)
        else:
            dossier = await own_dossier(access, connection, errand)
            found = await entry_about(connection, access.ledger, dossier.reach.pat, name)
            if not (found.entries or found.damaged):
                raise not_yours("S-NOT-ENTITLED")
        events = await _events(access, connection, errand, found.entries, hub)
        record = _record(errand, "read", len(found.entries))
        record = structs.replace(record, entities=(f"AuditEvent/{name}",))
        if found.damaged:
            record = structs.replace(record, status=500)
        await access.ledger.append(connection, [record])
    if found.damaged:
        raise Damaged(
            "this can't be shown: the row of the ledger was changed outside the hub; tell the "
            "hub's owner the X-Request-Id",
            recorded=True,
        )
    if not found.entries:
        raise absent()
    return events[0]


async def _events(
    access: Access, connection: Connection, errand: Errand, found: Sequence[Entry], hub: str
) -> list[dict[str, Any]]:
    """As AuditEvents, in which each thing is called as the asker calls it."""
    of_closed = own_name(errand) is not None
    known = await names(connection, access.keyring, found, of_closed=of_closed)
    events = []
    for one in found:
        called, pat = Called(access.keyring, names_of(errand)), one.record.pat
        if pat is not None:
            called = (await access.gather(connection, errand, Whose("pat", (pat,)))).called
        event = audit_event(one, known, hub)
        for entity in event["entity"]:
            _call(entity, called)
        if of_closed and not access.policy.staff_named:
            _unname(event)
        events.append(event)
    return events


def _unname(event: dict[str, Any]) -> None:
    """Of who works at an organisation the role alone: the name is asked there.

    docs/decisions/0039-choices-in-words.md
    """
    for agent in event["agent"]:
        if agent["who"].get("identifier", {}).get("system") == UZI_PERSON:
            agent["who"] = {"display": ON_REQUEST}
            agent.pop("name", None)
    for entity in event["entity"]:
        said = entity.get("detail", ())
        kept = [one for one in said if one["type"] != "mandated-by"]
        if len(kept) < len(said):
            entity["detail"] = kept


def _call(entity: dict[str, Any], called: Called) -> None:
    said = entity.get("what", {}).get("reference")
    if said is not None:
        address, mark, version = said.partition("/_history/")
        entity["what"] = {"reference": f"{called.address(address)}{mark}{version}"}


def _asked(asked: Period) -> str:
    """By what it was searched, without what names a person."""
    said = {"patient": asked.patient, "date": asked.since or asked.before}
    return "&".join(name for name, value in said.items() if value)


def _record(errand: Errand, interaction: str, found: int) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction=interaction,
        status=200 if found or interaction == "search-type" else 404,
        rule="S-OWN-LOG",
        errand=errand,
        pat=own_name(errand),
        type="AuditEvent",
        found=found,
    )
