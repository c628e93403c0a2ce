"""What a write changes of the facts that are decided by: choices made, sections that came to be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from consent.section import Section
from hub.access.caller import custodian_type_of
from hub.access.facts import NO_FACTS, StoredFacts
from hub.errors import Damaged
from hub.security.errand import Errand
from hub.storage.pseudonym import rid
from hub.storage.rows import NewFacts
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing
from hub.write.speaker import source_of


@dataclass(frozen=True, slots=True)
class Moved:
    """An inhabitant's facts once this is written; `new` is None where they stay as they are."""

    pat: UUID
    facts: StoredFacts
    new: NewFacts | None


def moved(
    errand: Errand,
    setting: Writing,
    plan: Plan,
    found: Found,
    outcomes: Sequence[Outcome],
    lost: Collection[UUID] = (),
) -> list[Moved]:
    """The facts of each inhabitant that something is written of; `lost` is by `lost_contacts`.

    Raises:
        Damaged: they were changed outside the hub; the log has named the row.
    """
    kind, done = custodian_type_of(errand), list[Moved]()
    for pat in dict.fromkeys(pat for pat in plan.patients.values() if pat):
        written = [
            (draft, one)
            for draft, one in zip(setting.drafts, outcomes, strict=True)
            if one.new and one.new.pat == pat
        ]
        facts = _with(_before(pat, found), kind, written)
        if written:
            source = source_of(facts, setting, written, lost=pat in lost)
            facts = facts.with_source(source)
        done.append(_moved(pat, facts, setting, plan, found))
    return done


def _before(pat: UUID, found: Found) -> StoredFacts:
    dossier = found.dossiers.get(pat)
    if dossier is not None and not dossier.whole:
        raise Damaged("this record can't be written to: tell the hub's owner the X-Request-Id")
    return dossier.facts if dossier else NO_FACTS


def _moved(pat: UUID, facts: StoredFacts, setting: Writing, plan: Plan, found: Found) -> Moved:
    dossier = found.dossiers.get(pat)
    if dossier is None:
        return Moved(pat, facts, _newcomer(pat, facts, setting, plan))
    if facts == dossier.facts or dossier.patient is None:
        return Moved(pat, facts, None)
    epoch, patient = dossier.reach.epoch + 1, dossier.patient
    sealed = facts.sealed(setting.keyring, pat, patient, epoch)
    return Moved(pat, facts, NewFacts(pat, patient, epoch, sealed))


def _with(facts: StoredFacts, kind: str, written: Sequence[tuple[Draft, Outcome]]) -> StoredFacts:
    for _, one in written:
        if one.new is None:
            continue
        facts = facts.with_section(Section(one.new.custodian, kind, one.new.category))
        if one.recording is not None:
            facts = facts.with_choices(one.recording, one.choices or ())
    return facts


def _newcomer(pat: UUID, facts: StoredFacts, setting: Writing, plan: Plan) -> NewFacts | None:
    """Whom the hub did not know, by the first draft that says who he is."""
    for draft, one in setting.needs.people.items():
        if draft.type == "Patient" and one.pat == pat and not plan.names[draft].stays:
            patient = rid(setting.keyring, "Patient", plan.names[draft].id)
            sealed = facts.sealed(setting.keyring, pat, patient, 1)
            return NewFacts(pat, patient, 1, sealed, one.bsn_hash)
    return None
