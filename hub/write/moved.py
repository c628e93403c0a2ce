"""What a write changes of the facts that are decided by: choices made, sections that came to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from consent.section import CHOICES, Section
from hub.access.caller import custodian_type_of
from hub.access.facts import NO_FACTS, StoredFacts
from hub.errors import Damaged
from hub.security.errand import Errand
from hub.storage.pseudonym import rid
from hub.storage.rows import NewFacts
from hub.write.found import Found
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing


@dataclass(frozen=True, slots=True)
class Moved:
    """An inhabitant's facts once this is written; `new` is None where they stay as they are."""

    pat: UUID
    facts: StoredFacts
    new: NewFacts | None


def moved(
    errand: Errand, setting: Writing, plan: Plan, found: Found, outcomes: Sequence[Outcome]
) -> list[Moved]:
    """The facts of each inhabitant that something is written of.

    Raises:
        Damaged: they were changed outside the hub; the log has named the row.
    """
    whose = dict.fromkeys(pat for pat in plan.patients.values() if pat)
    return [_of(pat, errand, setting, plan, found, outcomes) for pat in whose]


def _of(
    pat: UUID,
    errand: Errand,
    setting: Writing,
    plan: Plan,
    found: Found,
    outcomes: Sequence[Outcome],
) -> Moved:
    dossier = found.dossiers.get(pat)
    if dossier is not None and not dossier.whole:
        raise Damaged("this record can't be written to: tell the hub's owner the X-Request-Id")
    before = dossier.facts if dossier else NO_FACTS
    facts = _with(before, errand, [one for one in outcomes if one.new and one.new.pat == pat])
    if dossier is None:
        return Moved(pat, facts, _newcomer(pat, facts, setting, plan))
    if facts == before or dossier.patient is None:
        return Moved(pat, facts, None)
    epoch, patient = dossier.reach.epoch + 1, dossier.patient
    sealed = facts.sealed(setting.keyring, pat, patient, epoch)
    return Moved(pat, facts, NewFacts(pat, patient, epoch, sealed))


def _with(facts: StoredFacts, errand: Errand, outcomes: Sequence[Outcome]) -> StoredFacts:
    kind = custodian_type_of(errand)
    for one in outcomes:
        if one.new is None:
            continue
        facts = facts.with_section(Section(one.new.custodian, kind, one.new.category))
        if one.new.category == CHOICES:
            facts = facts.with_choices(one.name.id, one.choices or ())
    return facts


def _newcomer(pat: UUID, facts: StoredFacts, setting: Writing, plan: Plan) -> NewFacts | None:
    """Whom the hub did not know, by the first draft that says who he is."""
    for draft, one in setting.needs.people.items():
        if draft.type == "Patient" and one.pat == pat and not plan.names[draft].stays:
            patient = rid(setting.keyring, "Patient", plan.names[draft].id)
            sealed = facts.sealed(setting.keyring, pat, patient, 1)
            return NewFacts(pat, patient, 1, sealed, one.bsn_hash)
    return None
