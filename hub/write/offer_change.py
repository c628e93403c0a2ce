"""An offer is answered by its candidate, chosen, begun or taken back by who made it.

https://hl7.org/fhir/R4/task.html and docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import structs

from consent.asker import Professional
from consent.fhir import Transfer, assumed
from hub.access.access import Access
from hub.access.caller import custodian_of, require_caller
from hub.access.dossier import Dossier
from hub.errors import Damaged, NotFound
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage.append import written
from hub.storage.body import content, with_members
from hub.storage.database import Connection
from hub.storage.offers import OfferRow, offered, offers_named
from hub.storage.own_id import names_meant
from hub.storage.rows import NewFacts
from hub.transfer.acting import act_of, changed_elements, check_changes
from hub.transfer.case import Case
from hub.transfer.offer import Offer
from hub.transfer.party import Actor
from hub.transfer.reading import offer_of
from hub.transfer.refused import Refused
from hub.transfer.step import Event, step
from hub.transfer.telling import standing_of
from hub.write.case_here import CaseHere, Kept, case_here, refusal
from hub.write.conditions import require_read
from hub.write.identity import uras_of
from hub.write.linking import namings_of, relinked
from hub.write.names import Name
from hub.write.offer_events import offer_events, offer_row
from hub.write.offer_references import kept_references
from hub.write.outcome import Outcome
from hub.write.own_version import OwnVersion
from hub.write.until_won import until_won
from profiles.instant import instant

RULE = "C-TRANSFER"
_UNREAD = "an offer is answered, chosen or taken back by who has read it"
_NONE = "no offer of this id was made to your organisation, or by it, that you may see"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferChange:
    """The Task as its sender wants it to be, sent to Task/`id`."""

    errand: Errand
    resource: Mapping[str, Any]
    id: str
    if_match: str | None

    @property
    def own(self) -> str:
        """The URA of the organisation that sent it."""
        return custodian_of(self.errand)


async def is_offer_here(access: Access, change: OfferChange) -> bool:
    """Whether this Task is an offer that the sender's organisation made, or was made."""
    async with access.database.connection() as connection:
        return await _meant(access, connection, change) is not None


async def change_offer(access: Access, change: OfferChange) -> Outcome:
    """The next version of the offer; of those that are let go by it too, in the same transaction.

    Raises:
        NotFound: none that the sender may see. PreconditionRequired, PreconditionFailed: unread.
        Forbidden, Unprocessable: a guard stands against it, by name. Damaged. TryAgain.
    """
    require_caller(change.errand)
    return await until_won(access, lambda connection: _once(access, connection, change))


async def _meant(access: Access, connection: Connection, change: OfferChange) -> OfferRow | None:
    own, names = change.own, names_meant(access.keyring, change.own, "Task", change.id)
    found = {one.rid: one for one in await offers_named(connection, names)}
    mine = (found[rid] for rid in names if rid in found)
    return next((one for one in mine if own in {one.placer, one.provider}), None)


@dataclass(frozen=True, slots=True)
class _Step:
    """What an act makes of a case: `kept` is the offer that it is about, `seen` as its sender."""

    here: CaseHere
    kept: Kept
    dossier: Dossier
    after: Case
    events: Sequence[Event]

    @property
    def moved(self) -> Iterator[Offer]:
        """The offers that are otherwise behind it."""
        before = self.here.case
        return (one for one in self.after.offers if one != before.offer(one.id))


async def _once(access: Access, connection: Connection, change: OfferChange) -> Outcome:
    meant = await _meant(access, connection, change)
    if meant is None:
        raise NotFound(_NONE)
    here = await case_here(connection, access.keyring, meant.family, meant.placer)
    kept = next((one for one in here.kept.values() if one.offer.rid == meant.rid), None)
    if kept is None:
        raise NotFound(_NONE)
    dossier = _dossier(access, change, here)
    if not _may_see(dossier, kept):
        raise NotFound(_NONE)
    require_read(change.if_match, kept.row["version"], _UNREAD)
    step_ = _stepped(here, kept, dossier, change)
    keyring, whose = access.keyring, kept.row["pat"] if change.own == meant.placer else None
    links = await kept_references(
        connection, keyring, _said(kept, dossier, change), change.own, whose
    )
    return await _append(access, connection, change, step_, links)


def _dossier(access: Access, change: OfferChange, here: CaseHere) -> Dossier:
    """The record of whom it is about, by the row that came with his facts."""
    row = next(row for row in here.rows if row["facts"] is not None)
    dossier = access.of_row(change.errand, row)
    if not dossier.whole:
        raise Damaged("this record can't be written to: tell the hub's owner the X-Request-Id")
    return dossier


def _may_see(dossier: Dossier, kept: Kept) -> bool:
    """Whether the sender reads it: an inhabitant's no closes an offer to who answers it too."""
    row, address = kept.row, kept.stored.address
    return dossier.scope.permits(row["custodian"], row["category"], address)


def _seen(kept: Kept, dossier: Dossier) -> dict[str, Any]:
    """As its sender was shown it."""
    body = dossier.called.stored(kept.stored, kept.row["custodian"]).body
    seen: dict[str, Any] = msgspec.json.decode(body)
    return seen


def _said(kept: Kept, dossier: Dossier, change: OfferChange) -> dict[str, Any]:
    """What its sender changes of it, None where it is to be no more."""
    names = changed_elements(_seen(kept, dossier), change.resource)
    return {name: change.resource.get(name) for name in names}


def _stepped(here: CaseHere, kept: Kept, dossier: Dossier, change: OfferChange) -> _Step:
    case, errand = here.case, change.errand
    before = case.offer(kept.stored.id)
    if before is None:
        raise NotFound(_NONE)
    wanted_task = {**change.resource, "id": before.id}
    actor = Actor(change.own, is_person=isinstance(errand.asker, Professional))
    try:
        wanted = offer_of(wanted_task, before.round, was_chosen=before.is_selected)
        act = act_of(before, wanted, change.resource)
        check_changes(_seen(kept, dossier), change.resource, act)
        after, events = step(case, act, actor, errand.now)
    except Refused as refused:
        raise refusal(refused) from None
    return _Step(here, kept, dossier, after, events)


async def _append(
    access: Access,
    connection: Connection,
    change: OfferChange,
    step_: _Step,
    links: Mapping[str, str],
) -> Outcome:
    """Versions, what opens them, events and the ledger row: they stand together."""
    keyring, errand, family = access.keyring, change.errand, step_.kept.offer.family
    own = step_.kept.stored.id
    said = {own: _linked(_said(step_.kept, step_.dossier, change), links)}
    said |= {one.id: standing_of(one) for one in step_.moved if one.id != own}
    made = {
        name: _version(step_.here.kept[name], members, errand).outcome(keyring)
        for name, members in said.items()
    }
    facts = _facts(access, step_, made)
    rids = {name: one.offer.rid for name, one in step_.here.kept.items()}
    placer = step_.here.case.requester
    rows = [offer_row(rids[one.id], placer, family, one) for one in step_.moved]
    parts = [
        *written([one.new for one in made.values() if one.new], facts),
        *offered(rows, offer_events(family, step_.events, rids)),
    ]
    await access.ledger.append(connection, [_record(errand, step_, made)], parts)
    return structs.replace(made[own], called=step_.dossier.called)


def _linked(members: dict[str, Any], links: Mapping[str, str]) -> dict[str, Any]:
    return relinked(members, namings_of(members), links)


def _version(kept: Kept, members: Mapping[str, Any], errand: Errand) -> OwnVersion:
    """The next version of an offer, which stays whose it is."""
    changed = {**members, "lastModified": instant(errand.now)}
    resource = {**kept.task, **changed}
    return OwnVersion(
        name=Name("Task", kept.stored.id),
        pat=kept.row["pat"],
        custodian=kept.row["custodian"],
        category=kept.row["category"],
        row=kept.row,
        now=errand.now,
        resource={name: value for name, value in resource.items() if value is not None},
        content=content(with_members(kept.stored.body, changed), {}),
        source=kept.row["custodian"],
    )


def _facts(access: Access, step_: _Step, made: Mapping[str, Outcome]) -> list[NewFacts]:
    """What the offers open from now on, to whom, and no more: nothing once one has ended."""
    dossier = step_.dossier
    facts = dossier.facts
    for name, outcome in made.items():
        kept = step_.here.kept[name]
        transfer = Transfer(
            outcome.name.address,
            outcome.version,
            outcome.last_updated,
            kept.row["custodian"],
            kept.offer.provider,
        )
        is_its = uras_of([kept.task.get("requester", {}).get("identifier")]) == {kept.offer.placer}
        task = msgspec.json.decode(outcome.body)
        said = assumed(task, transfer) if is_its else []
        facts = facts.with_statements(outcome.name.address, said)
    if facts == dossier.facts or dossier.patient is None:
        return []
    pat, epoch = dossier.reach.pat, dossier.reach.epoch + 1
    sealed = facts.sealed(access.keyring, pat, dossier.patient, epoch)
    return [NewFacts(pat, dossier.patient, epoch, sealed)]


def _record(errand: Errand, step_: _Step, made: Mapping[str, Outcome]) -> Record:
    own = step_.kept.stored.id
    others = [one for name, one in made.items() if name != own]
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="update",
        status=200,
        rule=RULE,
        errand=errand,
        pat=step_.dossier.reach.pat,
        type="Task",
        found=1,
        entities=tuple(
            f"{one.name.address}/_history/{one.version}" for one in (made[own], *others)
        ),
    )
