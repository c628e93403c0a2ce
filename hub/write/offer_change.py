"""An offer is answered by its candidate, chosen, begun or taken back by who made it.

https://hl7.org/fhir/R4/task.html and docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
from hub.storage.database import Connection
from hub.storage.offers import OfferRow, offers_named
from hub.storage.own_id import names_meant
from hub.storage.stored import Stored
from hub.transfer.acting import act_of, changed_elements, check_changes
from hub.transfer.party import Actor
from hub.transfer.reading import offer_of
from hub.transfer.refused import Refused
from hub.write.case_here import CaseHere, Kept, case_here, refusal
from hub.write.case_step import RULE, Stepped, append_step, stepped
from hub.write.conditions import require_read
from hub.write.linking import namings_of, relinked
from hub.write.offer_references import kept_references
from hub.write.outcome import Outcome
from hub.write.until_won import until_won

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
    seen = _seen(kept, dossier)
    made = _stepped(here, kept, seen, change)
    whose = kept.row["pat"] if change.own == meant.placer else None
    said = {name: change.resource.get(name) for name in changed_elements(seen, change.resource)}
    links = await kept_references(connection, access.keyring, said, change.own, whose)
    own = {kept.stored.id: relinked(said, namings_of(said), links)}
    outcomes = await append_step(access, connection, made, own, _Row(change.errand, kept))
    return _told(outcomes[kept.stored.id], kept.row["custodian"], dossier)


@dataclass(frozen=True, slots=True)
class _Row:
    """The ledger row of a change: the offer that was sent first, then those that it moved."""

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


def _stepped(here: CaseHere, kept: Kept, seen: Mapping[str, Any], change: OfferChange) -> Stepped:
    errand, before = change.errand, here.case.offer(kept.stored.id)
    if before is None:
        raise NotFound(_NONE)
    sent = {**change.resource, "id": before.id}
    actor = Actor(change.own, is_person=isinstance(errand.asker, Professional))
    try:
        wanted = offer_of(sent, before.round, was_chosen=before.is_selected)
        act = act_of(before, wanted, change.resource)
        check_changes(seen, change.resource, act)
        return stepped(here, act, actor, errand.now)
    except Refused as refused:
        raise refusal(refused) from None
