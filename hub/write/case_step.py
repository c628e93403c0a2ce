"""One step of a case, kept: versions of its Tasks, what opens them, what is told of them.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from consent.statement import Statement
from hub.access.access import Access
from hub.access.facts import StoredFacts, open_facts
from hub.errors import Damaged
from hub.ledger.record import Record
from hub.storage.aborts import AbortRow, asked_off
from hub.storage.append import Rows, StatementPart, written
from hub.storage.body import content, with_members
from hub.storage.cases import CaseRow, led
from hub.storage.database import Connection, Row
from hub.storage.offers import OfferRow, offered
from hub.storage.outbox import Changed, noticed
from hub.storage.rows import NewFacts
from hub.storage.sealing import Keyring, SealBroken
from hub.storage.transfer_events import EventRow, told
from hub.transfer.calling_off import BEGINS, standing_of_abort
from hub.transfer.case import Case
from hub.transfer.lead_telling import standing_of_case
from hub.transfer.offer import Offer
from hub.transfer.party import Actor
from hub.transfer.spoken import without_word
from hub.transfer.step import Act, Event, step
from hub.transfer.telling import standing_of
from hub.write.case_here import CaseHere, Kept
from hub.write.case_opens import Led, abort_opens, lead_opens, offer_opens
from hub.write.case_rows import case_row, event_rows, offer_row
from hub.write.names import Name
from hub.write.outcome import Outcome
from hub.write.own_version import OwnVersion
from hub.write.places_kept import kept_places
from hub.write.promises import broken_promises
from profiles.instant import instant

RULE = "C-TRANSFER"
Said = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Stepped:
    """What an act makes of a case."""

    here: CaseHere
    after: Case
    events: Sequence[Event]
    now: datetime

    @property
    def moved(self) -> Iterator[Offer]:
        """The offers that are otherwise behind it."""
        before = self.here.case
        return (one for one in self.after.offers if one != before.offer(one.id))


@dataclass(frozen=True, slots=True)
class Moved:
    """What is kept of a step: versions by the id of each Task, its rows, and what they open."""

    outcomes: Mapping[str, Outcome]
    offers: Sequence[OfferRow]
    cases: Sequence[CaseRow]
    events: Sequence[EventRow]
    aborts: Sequence[AbortRow]
    statements: Mapping[str, Sequence[Statement]]
    changed: Sequence[Changed]

    @property
    def parts(self) -> list[tuple[StatementPart, Rows]]:
        """The parts of the statement that keep its rows."""
        rows = [*offered(self.offers), led(self.cases), told(self.events), asked_off(self.aborts)]
        return [*rows, noticed(self.changed)]


def stepped(here: CaseHere, act: Act, actor: Actor, now: datetime) -> Stepped:
    """It; raises Refused."""
    after, events = step(here.case, act, actor, now)
    return Stepped(here, after, events, now)


async def append_step(
    access: Access,
    connection: Connection,
    made: Stepped,
    said: Said,
    record: Callable[[Mapping[str, Outcome]], Record],
) -> Mapping[str, Outcome]:
    """What became of each Task, by its id; they stand together with their `record`.

    `said` are elements of a Task that somebody sent, where not all is told by where it stands.

    Raises:
        LOST_RACE: another came first; look again. Damaged.
    """
    moved = moved_by(access.keyring, made, said)
    promises = await broken_promises(access, connection, made, moved.outcomes)
    news = [*(one.new for one in moved.outcomes.values() if one.new), *promises.versions]
    facts = _facts(access.keyring, made.here.row_with_facts, moved.statements)
    parts = [
        *written(news, facts),
        *moved.parts,
        await kept_places(access, connection, made, moved.outcomes),
        *promises.parts,
    ]
    told = record(moved.outcomes)
    await access.ledger.append(connection, [told, *promises.records(told)], parts)
    return moved.outcomes


def moved_by(
    keyring: Keyring, made: Stepped, said: Said, new: Mapping[str, UUID] | None = None
) -> Moved:
    """What is kept of it, of the Tasks that were here before; `new` are offers that come to it."""
    here, names = made.here, {one.id for one in made.here.case.offers}
    moved = [one for one in made.moved if one.id in names]
    members: dict[str, Mapping[str, Any]] = {
        one.id: {**standing_of(one), **said.get(one.id, {})} for one in moved
    }
    members |= {name: one for name, one in said.items() if name not in members}
    if here.lead is not None:
        name = here.lead.stored.id
        standing = standing_of_case(here.case, made.after, here.lead.task)
        both = {**said.get(name, {}), **standing}
        members |= {name: both} if both or name in said else {}
    aborts = dict(_aborts(made))
    members |= {name: {"status": one.status} for name, one in aborts.items()}
    outcomes = {
        name: _version(here.kept[name], elements, made.now).outcome(keyring)
        for name, elements in members.items()
    }
    rids = {name: one.rid for name, one in here.kept.items()} | dict(new or {})
    return Moved(
        outcomes=outcomes,
        offers=[
            offer_row(rids[one.id], here.offers[one.id].placer, here.family, one) for one in moved
        ],
        cases=[case_row(here.led, made.after, made.now)] if here.led and here.lead else [],
        events=event_rows(keyring, here, made.events, rids),
        aborts=[*aborts.values()],
        statements=_opened_by(made, outcomes, aborts),
        changed=[(here.kept[name].rid, _who_knows(made, name)) for name in outcomes],
    )


def _aborts(made: Stepped) -> Iterator[tuple[str, AbortRow]]:
    """What asked for an offer to be called off, and is answered by what became of that."""
    for name, one in made.here.aborts.items():
        offer = made.after.offer(made.here.offer_of(one)) if one.status == BEGINS else None
        status = standing_of_abort(offer) if offer else BEGINS
        if status != BEGINS:
            yield name, replace(one, status=status)


def _who_knows(made: Stepped, name: str) -> tuple[str, ...]:
    """The organisations of an offer, or of the case where this Task leads it, as it was and is."""
    offer, lead = made.here.offers.get(name), made.here.led
    if name in made.here.aborts:
        return made.here.aborts[name].placer, made.here.aborts[name].provider
    if offer is not None:
        return offer.placer, offer.provider
    if lead is None:
        return ()
    return tuple(dict.fromkeys((lead.placer, lead.requester, lead.desk, made.after.desk)))


def _opened_by(
    made: Stepped, outcomes: Mapping[str, Outcome], aborts: Mapping[str, AbortRow]
) -> dict[str, list[Statement]]:
    """By the address of each Task of which there is a new version."""
    here, led_by = made.here, led_in(made, outcomes)
    said = dict[str, list[Statement]]()
    for name, outcome in outcomes.items():
        address = outcome.name.address
        if name in aborts:
            said[address] = abort_opens(outcome, aborts[name])
        elif name in here.offers:
            said[address] = offer_opens(outcome, here.offers[name].placer, led_by)
        elif led_by is not None:
            said[address] = lead_opens(led_by, outcome)
    return said


def led_in(made: Stepped, outcomes: Mapping[str, Outcome]) -> Led | None:
    """Who leads the case, by the lead as it stands from now on."""
    here = made.here
    if here.lead is None or here.led is None:
        return None
    new = outcomes.get(here.lead.stored.id)
    row = case_row(here.led, made.after, made.now)
    return Led(row, msgspec.json.decode(new.body) if new else here.lead.task)


def _version(kept: Kept, members: Mapping[str, Any], now: datetime) -> OwnVersion:
    """The next version of a Task, which stays whose it is; whose word the last one was is gone."""
    changed = {**without_word(kept.task), **members, "lastModified": instant(now)}
    resource = {**kept.task, **changed}
    return OwnVersion(
        name=Name("Task", kept.stored.id),
        pat=kept.row["pat"],
        custodian=kept.row["custodian"],
        category=kept.row["category"],
        row=kept.row,
        now=now,
        resource={name: value for name, value in resource.items() if value is not None},
        content=content(with_members(kept.stored.body, changed), {}),
        source=kept.row["custodian"],
    )


def _facts(
    keyring: Keyring, row: Row, statements: Mapping[str, Sequence[Statement]]
) -> list[NewFacts]:
    """What the Tasks open from now on, to whom, and no more: nothing once one has ended."""
    facts = before = _opened(keyring, row)
    for address, said in statements.items():
        facts = facts.with_statements(address, said)
    if facts == before:
        return []
    pat, patient, epoch = row["pat"], row["patient"], row["epoch"] + 1
    return [NewFacts(pat, patient, epoch, facts.sealed(keyring, pat, patient, epoch))]


def _opened(keyring: Keyring, row: Row) -> StoredFacts:
    try:
        return open_facts(keyring, row["facts"], row["pat"], row["patient"], row["epoch"])
    except SealBroken:
        raise Damaged(
            "this record can't be written to: tell the hub's owner the X-Request-Id"
        ) from None
