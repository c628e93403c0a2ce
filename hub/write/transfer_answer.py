"""Who is to take over answers a transfer that its sender keeps here, and that is no offer.

docs/decisions/0091-the-door-for-stu3.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import structs

from consent.fhir import Transfer, assumed
from hub.access.access import Access
from hub.access.before_choice import before_choice
from hub.access.caller import custodian_of, require_caller
from hub.access.dossier import Dossier
from hub.errors import Damaged, NotFound
from hub.security.errand import Errand
from hub.storage.append import written
from hub.storage.body import content, with_members
from hub.storage.database import Connection, Row
from hub.storage.lookup import lookup
from hub.storage.outbox import noticed
from hub.storage.own_id import names_meant
from hub.storage.rows import NewFacts
from hub.storage.stored import Stored, unseal_current
from hub.storage.transfers_between import Between, between
from hub.transfer.between import check_moved
from hub.transfer.refused import Refused
from hub.write.case_here import refusal
from hub.write.conditions import require_read
from hub.write.identity import uras_of
from hub.write.linking import namings_of, relinked
from hub.write.names import Name
from hub.write.offer_references import kept_references
from hub.write.outcome import Outcome
from hub.write.own_append import own_record
from hub.write.own_version import OwnVersion
from hub.write.until_won import until_won
from profiles.instant import instant
from profiles.resource.read import element
from profiles.transfer.choice import is_kept_here, is_offer

RULE = "C-TRANSFER"
ANSWERED = ("status", "statusReason", "output", "executionPeriod")
"""What an answer says; all else stays as its sender said it."""
_UNREAD = "a transfer is answered by who has read it"
_NONE = "no transfer of this id is kept here for your organisation, that you may see and answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAnswer:
    """The Task with the answer in it, as it was sent to Task/`id`."""

    errand: Errand
    resource: Mapping[str, Any]
    id: str
    if_match: str | None


@dataclass(frozen=True, slots=True)
class _Here:
    row: Row
    stored: Stored
    task: Mapping[str, Any]
    dossier: Dossier


async def answer_transfer(access: Access, answer: TransferAnswer) -> Outcome:
    """The next version of the Task; what it opened closes with it, where it is over.

    Raises:
        NotFound: none that the receiver may see. PreconditionRequired, PreconditionFailed: unread.
        Forbidden, Unprocessable: a guard stands against it, by name. Damaged. TryAgain.
    """
    require_caller(answer.errand)
    return await until_won(access, lambda connection: _once(access, connection, answer))


async def _once(access: Access, connection: Connection, answer: TransferAnswer) -> Outcome:
    own = custodian_of(answer.errand)
    here = await _here(access, connection, answer)
    require_read(answer.if_match, here.row["version"], _UNREAD)
    try:
        check_moved(str(here.task.get("status")), str(answer.resource.get("status")), "receiver")
    except Refused as refused:
        raise refusal(refused) from None
    said = {name: answer.resource.get(name) for name in ANSWERED}
    links = await kept_references(connection, access.keyring, said, own, None)
    changed = {
        **relinked(said, namings_of(said), links),
        "lastModified": instant(answer.errand.now),
    }
    outcome = _version(here, changed, answer).outcome(access.keyring)
    moved = _facts(access, here, outcome, own)
    told = noticed([(here.row["rid"], (here.row["custodian"], own))])
    news = [outcome.new] if outcome.new else []
    row = own_record(answer.errand, outcome, RULE)
    kept = [_standing(here, outcome, own)]
    parts = [*written(news, moved), between(kept), told]
    await access.ledger.append(connection, [row], parts)
    return _told(outcome, here, own)


def _told(outcome: Outcome, here: _Here, own: str) -> Outcome:
    """As who answers may have it."""
    number, at = outcome.version, outcome.last_updated
    kept = Stored(outcome.name.address, number, str(number), at, outcome.body)
    shown = before_choice(kept, here.row["custodian"], own)
    return structs.replace(outcome, called=here.dossier.called, body=shown.body)


def _standing(here: _Here, outcome: Outcome, own: str) -> Between:
    """By what it is found from now on."""
    status = str(msgspec.json.decode(outcome.body).get("status"))
    row = here.row
    return Between(row["rid"], row["custodian"], own, status, outcome.last_updated)


async def _here(access: Access, connection: Connection, answer: TransferAnswer) -> _Here:
    """It as it stands; of what is another's no more is told than of none."""
    own, errand = custodian_of(answer.errand), answer.errand
    named = names_meant(access.keyring, own, "Task", answer.id)
    rows = {row["rid"]: row for row in await lookup(connection, list(named), (), ())}
    row = next((rows[rid] for rid in named if rid in rows), None)
    if row is None or row["deleted"] or row["pat"] is None or row["facts"] is None:
        raise NotFound(_NONE)
    stored = unseal_current(row, access.keyring)
    task = msgspec.json.decode(stored.body)
    takes_over = uras_of([element(task, "owner").get("identifier")]) == {own}
    if not takes_over or is_offer(task) or not is_kept_here(task) or row["custodian"] == own:
        raise NotFound(_NONE)
    dossier = access.of_row(errand, row)
    if not dossier.whole:
        raise Damaged("this record can't be written to: tell the hub's owner the X-Request-Id")
    if not dossier.scope.permits(row["custodian"], row["category"], stored.address):
        raise NotFound(_NONE)
    return _Here(row, stored, task, dossier)


def _version(here: _Here, changed: Mapping[str, Any], answer: TransferAnswer) -> OwnVersion:
    row = here.row
    resource = {**here.task, **changed}
    return OwnVersion(
        name=Name("Task", here.stored.id),
        pat=row["pat"],
        custodian=row["custodian"],
        category=row["category"],
        row=row,
        now=answer.errand.now,
        resource={name: one for name, one in resource.items() if one is not None},
        content=content(with_members(here.stored.body, changed), {}),
        source=row["custodian"],
    )


def _facts(access: Access, here: _Here, outcome: Outcome, own: str) -> list[NewFacts]:
    """What it opens from now on, and no more."""
    row, dossier = here.row, here.dossier
    address = outcome.name.address
    transfer = Transfer(address, outcome.version, outcome.last_updated, row["custodian"], own)
    said = assumed(msgspec.json.decode(outcome.body), transfer)
    facts = dossier.facts.with_statements(address, said)
    if facts == dossier.facts or dossier.patient is None:
        return []
    pat, epoch = dossier.reach.pat, dossier.reach.epoch + 1
    return [
        NewFacts(
            pat, dossier.patient, epoch, facts.sealed(access.keyring, pat, dossier.patient, epoch)
        )
    ]
