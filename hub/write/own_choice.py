"""A choice about exchange that the inhabitant makes himself, or who stands for him makes for him.

Of all that is written this is the one thing without an organisation behind it.
docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Sequence
from uuid import UUID

from consent.agreement import deciders, may_say
from consent.decision import Deny
from consent.obligation import obligations_of
from consent.section import CHOICES, INHABITANT, Section
from consent.statement import PATIENT, Statement
from hub.access.access import Access
from hub.access.caller import require_caller
from hub.access.own import facts_of, mandate_of
from hub.access.recording import Recording
from hub.errors import Forbidden
from hub.ledger.record import Record
from hub.storage.append import written
from hub.storage.database import Connection
from hub.storage.rows import NewFacts
from hub.storage.tasks import opened
from hub.write.nobody import told_nobody
from hub.write.outcome import Outcome
from hub.write.own_standing import KIND, OwnChoice, Standing, standing_of
from hub.write.own_version import OwnVersion
from hub.write.own_words import Signed, signed, words_of
from hub.write.tell_holders import messages
from hub.write.until_won import until_won

MAY_NOT = (
    "by age, or by the ground on which somebody asks for another, this choice is not for this "
    "person alone to make; who has to agree can make it"
)


async def record_own(access: Access, own: OwnChoice) -> Outcome:
    """Store it with its statements, its ledger row and a message to each holder, or raise.

    Raises:
        Unauthenticated, Forbidden: he is not sure enough, may not choose, or it is not about him.
        PreconditionRequired, PreconditionFailed: it changes what he has not read.
        Unprocessable: it refers to what is not his, or says too much. Damaged. VersionConflict:
            others kept winning.
    """
    require_caller(own.errand)
    return await until_won(access, lambda connection: _once(access, connection, own))


async def _once(access: Access, connection: Connection, own: OwnChoice) -> Outcome:
    now = await standing_of(access, connection, own)
    before = now.said_in(own.name)
    version = now.row["newest"] + 1 if now.row else 1
    facts = facts_of(access, own.errand, now.dossier)
    unsigned = words_of(own.resource, own.name.id, version)
    who = deciders(mandate_of(own.errand), before, unsigned, facts.represented_by)
    said = words_of(own.resource, own.name.id, version, who)
    decision = may_say(own.errand.question, facts, who, before, said)
    if isinstance(decision, Deny):
        refusal = Forbidden(MAY_NOT, rule=decision.reason)
        refusal.whose = (now.dossier.reach.pat,)
        raise refusal
    signature = signed(own.resource, own.raw, who)
    made = _version(own, now, signature).outcome(access.keyring, said)
    [outcome] = await told_nobody(connection, [made])
    await _append(access, connection, own, now, outcome, said)
    return outcome


def _version(own: OwnChoice, now: Standing, signature: Signed) -> OwnVersion:
    """The next version, where the one before lay: he takes it over, and moves nothing."""
    return OwnVersion(
        name=own.name,
        pat=now.dossier.reach.pat,
        custodian=now.row["custodian"] if now.row else INHABITANT,
        category=CHOICES,
        row=now.row,
        now=own.errand.now,
        resource=signature.resource,
        content=signature.content,
    )


async def _append(
    access: Access,
    connection: Connection,
    own: OwnChoice,
    now: Standing,
    outcome: Outcome,
    said: Sequence[Statement],
) -> None:
    """Version, facts, ledger row and messages: they stand together."""
    dossier, new, keyring = now.dossier, outcome.new, access.keyring
    assert new is not None  # noqa: S101 - narrowing: what he says is always a new version
    assert dossier.patient is not None  # noqa: S101 - likewise: looked at before
    recording = Recording(consent_id=own.name.id, version=outcome.version, at=own.errand.now)
    facts = dossier.facts.with_choices(recording, said)
    mandate = mandate_of(own.errand)
    if mandate is not None:
        facts = facts.with_mandate(mandate)
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


def _row(own: OwnChoice, outcome: Outcome, pat: UUID, said: Sequence[Statement]) -> Record:
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
