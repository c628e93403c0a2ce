"""A Task of a case changes: an offer is answered or chosen, a case goes on.

https://hl7.org/fhir/R4/task.html and docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from msgspec import structs

from consent.asker import Professional
from hub.access.access import Access
from hub.access.by_day import by_day
from hub.access.caller import custodian_of, require_caller
from hub.access.dossier import Dossier
from hub.errors import Damaged, NotFound
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage.aborts import aborts_named
from hub.storage.cases import cases_named, cases_of
from hub.storage.database import Connection
from hub.storage.offers import offers_named
from hub.storage.own_id import names_meant
from hub.storage.stored import Stored
from hub.transfer.acting import act_of, changed_elements, check_changes
from hub.transfer.calling_off import answered_by
from hub.transfer.handoff import Held
from hub.transfer.lead import case_of_lead, named_in, party_of
from hub.transfer.lead_acting import act_of_case, check_case_changes
from hub.transfer.moves.way import Begin, Correct
from hub.transfer.notes import added
from hub.transfer.offer import Offer
from hub.transfer.party import Actor
from hub.transfer.reading import offer_of
from hub.transfer.refused import Refused
from hub.transfer.spoken import spoken_for, unspoken
from hub.transfer.step import Act, may_by_itself
from hub.write.case_here import CaseHere, Kept, case_here, refusal
from hub.write.case_step import RULE, Stepped, append_step, stepped
from hub.write.conditions import require_read
from hub.write.handoff_held import held_by
from hub.write.linking import namings_of, relinked
from hub.write.offer_references import kept_references
from hub.write.offer_said import noted
from hub.write.outcome import Outcome
from hub.write.until_won import until_won
from profiles.transfer.choice import asks_abort

_UNREAD = "a case or an offer changes by who has read it"
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


@dataclass(frozen=True, slots=True)
class _Meant:
    """The case of the Task that is meant, and the Task by its name in the database."""

    family: int
    placer: str
    rid: object


async def is_offer_here(access: Access, change: OfferChange) -> bool:
    """Whether this Task is of a case that the sender's organisation has to do with."""
    async with access.database.connection() as connection:
        return await _meant(access, connection, change) is not None


async def change_offer(access: Access, change: OfferChange) -> Outcome:
    """The next version of the Task; of those that move with it too, in the same transaction.

    Raises:
        NotFound: none that the sender may see. PreconditionRequired, PreconditionFailed: unread.
        Forbidden, Unprocessable: a guard stands against it, by name. Damaged. TryAgain.
    """
    require_caller(change.errand)
    return await until_won(access, lambda connection: _once(access, connection, change))


async def _meant(access: Access, connection: Connection, change: OfferChange) -> _Meant | None:
    own, names = change.own, names_meant(access.keyring, change.own, "Task", change.id)
    found = dict[object, _Meant]()
    if asks_abort(change.resource):
        aborts = await aborts_named(connection, names)
        mine = {one.rid: one for one in aborts if own in {one.placer, one.provider}}
        abort = next((mine[rid] for rid in names if rid in mine), None)
        return _Meant(abort.family, abort.placer, abort.rid) if abort else None
    offers = await offers_named(connection, names)
    leads = [*await cases_named(connection, names)]
    leads_of = {
        one.family: one for one in await cases_of(connection, [one.family for one in offers])
    }
    for offer in offers:
        led = leads_of.get(offer.family)
        asking = {led.requester, led.desk} if led else set()
        if own in {offer.placer, offer.provider} | asking:
            found[offer.rid] = _Meant(offer.family, offer.placer, offer.rid)
    for lead in leads:
        if own in {lead.requester, lead.desk}:
            found[lead.rid] = _Meant(lead.family, lead.placer, lead.rid)
    return next((found[rid] for rid in names if rid in found), None)


async def _once(access: Access, connection: Connection, change: OfferChange) -> Outcome:
    meant = await _meant(access, connection, change)
    if meant is None:
        raise NotFound(_NONE)
    here = await case_here(connection, access.keyring, meant.family, meant.placer)
    kept = next((one for one in here.kept.values() if one.rid == meant.rid), None)
    if kept is None:
        raise NotFound(_NONE)
    dossier = _dossier(access, change, here)
    if not _may_see(dossier, kept):
        raise NotFound(_NONE)
    require_read(change.if_match, kept.row["version"], _UNREAD)
    seen = _seen(kept, dossier)
    held = await held_by(connection, access.keyring, change.resource, change.own)
    made, word_of = _stepped(access, here, kept, seen, change, held)
    # Of whose word the last version was the next says nothing by itself.
    spoken = {"extension": change.resource.get("extension")} if word_of else {}
    text, who = added(seen, change.resource), Actor(change.own, word_of)
    notes = await noted(connection, access.keyring, kept, text, who, change.errand.now)
    said = {**await _said(access, connection, here, kept, seen, change), **spoken, **notes}
    outcomes = await append_step(
        access, connection, made, {kept.stored.id: said}, _Row(change.errand, kept)
    )
    return _told(outcomes[kept.stored.id], kept.row["custodian"], dossier)


async def _said(
    access: Access,
    connection: Connection,
    here: CaseHere,
    kept: Kept,
    seen: Mapping[str, Any],
    change: OfferChange,
) -> Mapping[str, Any]:
    """What is otherwise in what was sent, each reference as the hub keeps it."""
    said = {name: change.resource.get(name) for name in changed_elements(seen, change.resource)}
    asks = change.own in here.parties
    handed = {*named_in(here.lead.task), *named_in(kept.task)} if here.lead and asks else set()
    whose = kept.row["pat"] if asks else None
    links = await kept_references(connection, access.keyring, said, change.own, whose, handed)
    return relinked(said, namings_of(said), links)


@dataclass(frozen=True, slots=True)
class _Row:
    """The ledger row of a change: the Task that was sent first, then those that it moved."""

    errand: Errand
    kept: Kept

    def __call__(self, outcomes: Mapping[str, Outcome]) -> Record:
        errand, own = self.errand, self.kept.stored.id
        others = [one for name, one in outcomes.items() if name != own]
        return Record(
            at=errand.now,
            request_id=errand.request_id,
            interaction="update",
            status=200,
            rule=RULE,
            errand=errand,
            pat=self.kept.row["pat"],
            type="Task",
            found=1,
            entities=tuple(
                f"{one.name.address}/_history/{one.version}" for one in (outcomes[own], *others)
            ),
        )


def _dossier(access: Access, change: OfferChange, here: CaseHere) -> Dossier:
    """The record of whom it is about, by the row that came with his facts."""
    dossier = access.of_row(change.errand, here.row_with_facts)
    if not dossier.whole:
        raise Damaged("this record can't be written to: tell the hub's owner the X-Request-Id")
    return dossier


def _may_see(dossier: Dossier, kept: Kept) -> bool:
    """Whether the sender reads it: an inhabitant's no closes an offer to who answers it too."""
    row, address = kept.row, kept.stored.address
    return dossier.scope.permits(row["custodian"], row["category"], address)


def _seen(kept: Kept, dossier: Dossier) -> dict[str, Any]:
    """As its sender was shown it."""
    custodian, called = kept.row["custodian"], dossier.called
    body = called.stored(by_day(kept.stored, custodian, called.custodian), custodian).body
    seen: dict[str, Any] = msgspec.json.decode(body)
    return seen


def _told(outcome: Outcome, custodian: str, dossier: Dossier) -> Outcome:
    """As its sender may have it."""
    number, at = outcome.version, outcome.last_updated
    kept = Stored(outcome.name.address, number, str(number), at, outcome.body)
    shown = by_day(kept, custodian, dossier.called.custodian)
    moment, body = shown.last_updated, shown.body
    return structs.replace(outcome, called=dossier.called, last_updated=moment, body=body)


def _stepped(
    access: Access,
    here: CaseHere,
    kept: Kept,
    seen: Mapping[str, Any],
    change: OfferChange,
    held: Held | None,
) -> tuple[Stepped, str | None]:
    """The step, and on whose word it is."""
    errand, name = change.errand, kept.stored.id
    sent = {**change.resource, "id": name}
    try:
        act = _act(access, here, name, unspoken(seen), unspoken(sent))
        act = replace(act, held=held) if isinstance(act, Begin | Correct) else act
        actor = Actor(change.own, spoken_for(sent), isinstance(errand.asker, Professional))
        if spoken_for(seen) == actor.for_whom and may_by_itself(here.case, act, actor):
            actor = replace(actor, for_whom=None)
        return stepped(here, act, actor, errand.now), actor.for_whom
    except Refused as refused:
        raise refusal(refused) from None


def _called_off(here: CaseHere, name: str) -> Offer:
    """The offer that this Task asks to call off."""
    offer = here.case.offer(here.offer_of(here.aborts[name]))
    if offer is None:
        raise Refused("T-NO-OFFER", "this case has no such offer", "Task.focus")
    return offer


def _act(
    access: Access, here: CaseHere, name: str, seen: Mapping[str, Any], sent: Mapping[str, Any]
) -> Act:
    """What leads from the one to the other; raises Refused."""
    if name in here.aborts:
        return answered_by(seen, sent, _called_off(here, name))
    before = here.case.offer(name)
    if before is not None:
        offer = offer_of(sent, before.round, was_chosen=before.is_selected)
        act = act_of(before, offer, sent, seen)
        check_changes(seen, sent, act)
        return act
    region = access.transfer_points.get(party_of(sent, "owner"), "")
    case = case_of_lead(sent, here.case.id, region, {})
    act = act_of_case(here.case, case)
    check_case_changes(seen, sent, act)
    return act
