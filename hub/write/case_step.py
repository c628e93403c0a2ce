"""One step of a case, kept: versions of its offers, what opens them, what is told of them.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from consent.fhir import Transfer, assumed
from hub.access.access import Access
from hub.access.facts import StoredFacts, open_facts
from hub.errors import Damaged
from hub.ledger.record import Record
from hub.storage.append import written
from hub.storage.body import content, with_members
from hub.storage.database import Connection, Row
from hub.storage.offers import offered
from hub.storage.rows import NewFacts
from hub.storage.sealing import Keyring, SealBroken
from hub.transfer.case import Case
from hub.transfer.offer import Offer
from hub.transfer.party import Actor
from hub.transfer.step import Act, Event, step
from hub.transfer.telling import standing_of
from hub.write.case_here import CaseHere, Kept
from hub.write.identity import uras_of
from hub.write.names import Name
from hub.write.offer_events import offer_events, offer_row
from hub.write.outcome import Outcome
from hub.write.own_version import OwnVersion
from hub.write.places_kept import kept_places
from profiles.instant import instant

RULE = "C-TRANSFER"


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


def stepped(here: CaseHere, act: Act, actor: Actor, now: datetime) -> Stepped:
    """It; raises Refused."""
    after, events = step(here.case, act, actor, now)
    return Stepped(here, after, events, now)


async def append_step(
    access: Access,
    connection: Connection,
    made: Stepped,
    said: Mapping[str, Mapping[str, Any]],
    record: Callable[[Mapping[str, Outcome]], Record],
) -> Mapping[str, Outcome]:
    """What became of each offer, by the id of its Task; they stand together with their `record`.

    `said` are elements of a Task that somebody sent, where not all is told by where it stands.

    Raises:
        LOST_RACE: another came first; look again. Damaged.
    """
    keyring, kept = access.keyring, made.here.kept
    members = {**{one.id: standing_of(one) for one in made.moved}, **said}
    outcomes = {
        name: _version(kept[name], elements, made.now).outcome(keyring)
        for name, elements in members.items()
    }
    rids = {name: one.offer.rid for name, one in kept.items()}
    family = next(one.offer.family for one in kept.values())
    rows = [offer_row(rids[one.id], made.after.requester, family, one) for one in made.moved]
    news = [one.new for one in outcomes.values() if one.new]
    parts = [
        *written(news, _facts(keyring, made, outcomes)),
        *offered(rows, offer_events(family, made.events, rids)),
        *await kept_places(access, connection, made, outcomes),
    ]
    await access.ledger.append(connection, [record(outcomes)], parts)
    return outcomes


def _version(kept: Kept, members: Mapping[str, Any], now: datetime) -> OwnVersion:
    """The next version of an offer, which stays whose it is."""
    changed = {**members, "lastModified": instant(now)}
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


def _facts(keyring: Keyring, made: Stepped, outcomes: Mapping[str, Outcome]) -> list[NewFacts]:
    """What the offers open from now on, to whom, and no more: nothing once one has ended."""
    row = made.here.row_with_facts
    before = _opened(keyring, row)
    facts = before
    for name, outcome in outcomes.items():
        kept = made.here.kept[name]
        is_its_own = uras_of([kept.task.get("requester", {}).get("identifier")])
        transfer = Transfer(
            outcome.name.address,
            outcome.version,
            outcome.last_updated,
            kept.offer.placer,
            kept.offer.provider,
        )
        opens = is_its_own == {kept.offer.placer}
        said = assumed(msgspec.json.decode(outcome.body), transfer) if opens else []
        facts = facts.with_statements(outcome.name.address, said)
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
