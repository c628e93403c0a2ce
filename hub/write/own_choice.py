"""A choice about exchange that the inhabitant makes himself, or who stands for him makes for him.

Of all that is written this is the one thing without an organisation behind it.
docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from consent.decision import Deny
from consent.grant import may_choose
from consent.obligation import obligations_of
from consent.section import CHOICES, INHABITANT, Section
from consent.statement import PATIENT, Statement
from hub.access.access import Access, Whose
from hub.access.caller import require_caller
from hub.access.dossier import Dossier
from hub.access.own import facts_of, not_yours, own_name
from hub.errors import Damaged, Forbidden, PreconditionFailed, PreconditionRequired, VersionConflict
from hub.ledger.record import Record
from hub.search.index import index
from hub.security.errand import Errand
from hub.storage.append import written
from hub.storage.database import Connection, Row
from hub.storage.failures import LOST_RACE
from hub.storage.lookup import lookup
from hub.storage.pseudonym import rid, section_of
from hub.storage.rows import NewFacts, NewVersion
from hub.storage.stored import unseal_current
from hub.storage.tasks import opened
from hub.write.names import Name
from hub.write.nobody import told_nobody
from hub.write.outcome import Outcome
from hub.write.own_references import refuse_foreign, rids_of
from hub.write.own_words import Signed, deciders, lets_in, signed, words_of
from hub.write.sealed import seal
from hub.write.tell_holders import messages

_TRIES = 12
KIND = "Consent"
MAY_NOT = (
    "by age, or by the ground on which somebody asks for another, this choice is not for this "
    "person alone to make; who has to agree can make it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChoice:
    """A valid privacy Consent as it was sent; `id` and `if_match` where it changes one."""

    errand: Errand
    resource: dict[str, Any]
    raw: bytes
    id: str | None = None
    if_match: int | None = None
    new_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def name(self) -> Name:
        """Which resource it is."""
        return Name(KIND, self.id or self.new_id)


@dataclass(frozen=True, slots=True)
class _Now:
    """What is here: the person's own record, and the row that would change."""

    dossier: Dossier
    row: Row | None

    def said_in(self, name: Name) -> list[Statement]:
        """What the Consent of this name said until now."""
        return [one for one in self.dossier.facts.statements if one.consent_id == name.id]


async def record_own(access: Access, own: OwnChoice) -> Outcome:
    """Store it with its statements, its ledger row and a message to each holder, or raise.

    Raises:
        Unauthenticated, Forbidden: he is not sure enough, may not choose, or it is not about him.
        PreconditionRequired, PreconditionFailed: it changes what he has not read.
        Unprocessable: it refers to what is not his. Damaged. VersionConflict: others kept winning.
    """
    require_caller(own.errand)
    for _ in range(_TRIES):
        try:
            async with access.database.transaction() as connection:
                return await _once(access, connection, own)
        except LOST_RACE:
            continue
    raise VersionConflict("others write the same choice at this moment; read it and try again")


async def _once(access: Access, connection: Connection, own: OwnChoice) -> Outcome:
    now = await _looked_up(access, connection, own)
    before = now.said_in(own.name)
    version = now.row["newest"] + 1 if now.row else 1
    who = deciders(own.errand, before, words_of(own.resource, own.name.id, version))
    said = words_of(own.resource, own.name.id, version, who)
    decision = may_choose(
        own.errand.question,
        facts_of(access, own.errand, now.dossier),
        permits=lets_in(said, before),
        also=who,
    )
    if isinstance(decision, Deny):
        refusal = Forbidden(MAY_NOT, rule=decision.reason)
        refusal.whose = (now.dossier.reach.pat,)
        raise refusal
    signature = signed(own.errand, own.resource, own.raw, who)
    outcome = _version(access, own, now, version, signature, said)
    [outcome] = await told_nobody(connection, [outcome])
    await _append(access, connection, own, now, outcome, said)
    return outcome


async def _looked_up(access: Access, connection: Connection, own: OwnChoice) -> _Now:
    """His own record, of which the Consent is and all that it names.

    Raises:
        Forbidden: the record, or the Consent that is to change, is another's or not there.
    """
    whose, keyring = own_name(own.errand), access.keyring
    assert whose is not None  # noqa: S101 - narrowing: the door lets no provider come here
    dossier = await access.gather(connection, own.errand, Whose("pat", whose), anew=True)
    said = own.resource.get("patient", {}).get("reference", "").removeprefix("Patient/")
    if dossier.patient is None or rid(keyring, "Patient", said) != dossier.patient:
        raise not_yours("S-NOT-ENTITLED", dossier)
    if not dossier.whole:
        raise Damaged("this record can't be written to: tell the hub's owner the X-Request-Id")
    name = rid(keyring, KIND, own.name.id)
    rows = await lookup(connection, [name, *rids_of(own.resource, keyring)], (), ())
    row = next((one for one in rows if one["rid"] == name), None)
    if own.id is not None:
        _check_version(own, row, dossier)
    refuse_foreign(own.resource, keyring, dossier.reach.pat, rows)
    if row is not None:
        unseal_current(row, keyring)
    return _Now(dossier, row)


def _check_version(own: OwnChoice, row: Row | None, dossier: Dossier) -> None:
    if row is None or row["pat"] != dossier.reach.pat or row["category"] != CHOICES:
        raise not_yours("S-NOT-ENTITLED", dossier)
    if own.if_match is None:
        raise PreconditionRequired(
            "a choice about exchange is changed by who has read it: send If-Match with the ETag "
            "of the version that you change",
            rule="P-UNREAD",
        )
    if own.if_match != row["version"]:
        raise PreconditionFailed(
            "If-Match names another version than the newest; read it again and redo the change"
        )


def _version(
    access: Access,
    own: OwnChoice,
    now: _Now,
    version: int,
    signature: Signed,
    said: Sequence[Statement],
) -> Outcome:
    """The next version, where the one before lay: he takes it over, and moves nothing."""
    keyring, pat, row, name = access.keyring, now.dossier.reach.pat, now.row, own.name
    custodian = row["custodian"] if row else INHABITANT
    at: datetime = max(own.errand.now, row["last_updated"]) if row else own.errand.now
    section = section_of(keyring, pat, custodian, CHOICES)
    columns: dict[str, Any] = {
        "rid": rid(keyring, KIND, name.id),
        "said_by": "",
        "type": KIND,
        "version": version,
        "method": "PUT" if row else "POST",
        "last_updated": at,
        "pat": pat,
        "section": section,
        "custodian": custodian,
        "category": CHOICES,
        "deleted": False,
    }
    body = signature.content.body(name.id, version, at, INHABITANT)
    stored = {**signature.resource, "id": name.id}
    found_by = index(stored, keyring, section)
    new = NewVersion(
        **columns,
        sealed=seal(columns, name, body, keyring),
        digest=keyring.digest(signature.said, columns["rid"]),
        tokens=found_by.tokens,
        finders=found_by.finders,
        references=found_by.references,
        dates=found_by.dates,
    )
    status = 200 if row else 201
    return Outcome(name, status, version, at, new=new, body=body, choices=said)


async def _append(
    access: Access,
    connection: Connection,
    own: OwnChoice,
    now: _Now,
    outcome: Outcome,
    said: Sequence[Statement],
) -> None:
    """Version, facts, ledger row and messages: they stand together."""
    dossier, new, keyring = now.dossier, outcome.new, access.keyring
    assert new is not None  # noqa: S101 - narrowing: what he says is always a new version
    assert dossier.patient is not None  # noqa: S101 - likewise: looked at before
    facts = dossier.facts.with_choices(own.name.id, said)
    if new.custodian == INHABITANT:
        facts = facts.with_section(Section(INHABITANT, "", CHOICES))
    pat, epoch = dossier.reach.pat, dossier.reach.epoch + 1
    sealed = facts.sealed(keyring, pat, dossier.patient, epoch)
    parts = written([new], [NewFacts(pat, dossier.patient, epoch, sealed)])
    row = _row(own, outcome, pat, said)
    await access.ledger.append(connection, [row], parts)
    concerned = [*said, *now.said_in(own.name)]
    for task in messages(row, dossier.facts.sections, concerned):
        await opened(connection, keyring, task)


def _row(own: OwnChoice, outcome: Outcome, pat: Any, said: Sequence[Statement]) -> Record:
    """The evidence: who said it, how sure that is, on what ground and with whom, and which text."""
    reason = "S-CONSENT-RECORDED"
    return Record(
        at=own.errand.now,
        request_id=own.errand.request_id,
        interaction="update" if own.id else "create",
        status=outcome.status,
        rule=reason,
        errand=own.errand,
        pat=pat,
        type=KIND,
        found=1,
        entities=(f"{outcome.name.address}/_history/{outcome.version}",),
        detail={
            "obligations": list(obligations_of(reason)),
            "decided-by": next((one.decided_by for one in said), PATIENT),
        },
    )
