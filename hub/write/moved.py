"""What a write changes of the facts that are decided by: choices made, sections that came to be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import msgspec

from consent.fhir import capacity_words, day_of_talk, labels_of, related_person
from consent.label import Labelled
from consent.related_person import RelatedPerson
from consent.section import Section
from consent.statement import Statement
from hub.access.caller import custodian_type_of
from hub.access.facts import NO_FACTS, StoredFacts
from hub.errors import Damaged
from hub.security.errand import Errand
from hub.storage.pseudonym import rid
from hub.storage.rows import NewFacts
from hub.write.bounded import refuse_too_many
from hub.write.choices import signed
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.namesakes import alike
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing
from hub.write.speaker import source_of
from hub.write.transfer import transferred
from profiles.pzp.contradiction.stance import stance_of

SAYS_CAPACITY = frozenset({"Patient", "Observation", "QuestionnaireResponse"})


@dataclass(frozen=True, slots=True)
class Beside:
    """What was looked up beside what is written: `lost` by `lost_contacts`; what cases open.

    The latter by inhabitant, and by the address of the Task that opens it.
    """

    lost: Collection[UUID]
    opened: Mapping[UUID, Mapping[str, Sequence[Statement]]]


class _Reference(msgspec.Struct):
    reference: str = ""


class _Whose(msgspec.Struct):
    subject: _Reference = msgspec.field(default_factory=_Reference)


_WHOSE = msgspec.json.Decoder(_Whose)
"""Of a record as it is stored, its references resolved."""


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
    beside: Beside,
) -> list[Moved]:
    """The facts of each inhabitant that something is written of.

    Raises:
        Damaged: they were changed outside the hub; the log has named the row.
        TooCostly: more choices of one inhabitant than the writer may record.
    """
    kind, done = custodian_type_of(errand), list[Moved]()
    named = alike(setting, found, outcomes)
    for pat in dict.fromkeys(pat for pat in plan.patients.values() if pat):
        written = [
            (draft, one)
            for draft, one in zip(setting.drafts, outcomes, strict=True)
            if one.new and one.new.pat == pat
        ]
        before = _before(pat, found, setting)
        if setting.merging is not None:
            before = setting.merging.onto(before)
        facts = named.known(pat, _with(before, kind, written, setting))
        facts = _with_transfers(facts, written, setting, plan, found)
        for address, said in beside.opened.get(pat, {}).items():
            facts = facts.with_statements(address, said)
        if written:
            source = source_of(facts, setting, written, lost=pat in beside.lost)
            facts = facts.with_source(source)
        done.append(_moved(pat, facts, setting, plan, found))
    return done


def _before(pat: UUID, found: Found, setting: Writing) -> StoredFacts:
    """That he has no BSN stands in his facts from the first; it is never changed."""
    dossier = found.dossiers.get(pat)
    if dossier is not None and not dossier.whole:
        raise Damaged("this record can't be written to: tell the hub's owner the X-Request-Id")
    if dossier is None:
        return replace(NO_FACTS, numbered=pat not in setting.needs.without)
    return dossier.facts


def _moved(pat: UUID, facts: StoredFacts, setting: Writing, plan: Plan, found: Found) -> Moved:
    dossier = found.dossiers.get(pat)
    if dossier is None:
        return Moved(pat, facts, _newcomer(pat, facts, setting, plan))
    if facts == dossier.facts or dossier.patient is None:
        return Moved(pat, facts, None)
    epoch, patient = dossier.reach.epoch + 1, dossier.patient
    sealed = facts.sealed(setting.keyring, pat, patient, epoch)
    return Moved(pat, facts, NewFacts(pat, patient, epoch, sealed))


def _with(
    facts: StoredFacts, kind: str, written: Sequence[tuple[Draft, Outcome]], setting: Writing
) -> StoredFacts:
    """Who may stand for him first, for by that it is settled who signed what is chosen."""
    for draft, one in written:
        if draft.type == "RelatedPerson":
            stands = _stands_for(draft, one, setting)
            facts = facts.with_related(one.name.address, stands, one.last_updated)
    days = {day for draft, _ in written if (day := day_of_talk(draft.resource or {}))}
    talk = days.pop() if len(days) == 1 else None
    for draft, one in written:
        if one.new is None:
            continue
        facts = facts.with_section(Section(one.new.custodian, kind, one.new.category))
        labels = labels_of(draft.resource or {})
        facts = facts.with_labels(Labelled(one.new.custodian, one.name.address, labels))
        facts = _with_capacity(facts, draft, one, talk)
        if draft.type == "Consent":
            facts = _with_stance(facts, one.new.custodian, one)
        if one.recording is not None:
            refuse_too_many(facts.statements, setting.custodian, one.name.id, draft.expression)
            said = [signed(each, facts.related) for each in one.choices or ()]
            facts = facts.with_choices(one.recording, said)
    return facts


def _with_capacity(
    facts: StoredFacts, draft: Draft, one: Outcome, talk: date | None
) -> StoredFacts:
    """Who sends a Patient without a word of it takes nothing back: since 1.0 none has any.

    The word of a Patient has no date; it is of the day of the one `talk` that it came with.
    """
    if draft.type not in SAYS_CAPACITY or one.new is None:
        return facts
    resource, who, where = draft.resource or {}, one.new.custodian, one.name.address
    words = capacity_words(resource, who, where, one.version, one.last_updated)
    silent = draft.type == "Patient" and draft.resource is not None and not words
    if draft.type == "Patient":
        words = [replace(word, on=talk, patient=where) for word in words]
    elif words:
        subject = _WHOSE.decode(one.body or b"{}").subject.reference
        words = [replace(word, patient=subject) for word in words]
    return facts if silent else facts.with_capacity(who, where, words)


def _with_stance(facts: StoredFacts, custodian: str, one: Outcome) -> StoredFacts:
    """By what is stored, whose references are resolved; of what is deleted, nothing."""
    address = one.name.address
    stored = msgspec.json.decode(one.body) if one.body else {}
    return facts.with_stance(custodian, address, stance_of(stored, custodian, address))


def _with_transfers(
    facts: StoredFacts,
    written: Sequence[tuple[Draft, Outcome]],
    setting: Writing,
    plan: Plan,
    found: Found,
) -> StoredFacts:
    for draft, one in written:
        if draft.type == "Task":
            said = transferred(draft, one, setting, plan, found)
            facts = facts.with_statements(one.name.address, said)
    return facts


def _stands_for(draft: Draft, one: Outcome, setting: Writing) -> RelatedPerson | None:
    if draft.resource is None:
        return None
    return related_person(draft.resource, one.name.address, setting.custodian, desk=setting.desk)


def _newcomer(pat: UUID, facts: StoredFacts, setting: Writing, plan: Plan) -> NewFacts | None:
    """Whom the hub did not know, by the first draft that says who he is."""
    for draft, one in setting.needs.people.items():
        if draft.type == "Patient" and one.pat == pat and not plan.names[draft].stays:
            patient = rid(setting.keyring, "Patient", plan.names[draft].id)
            sealed = facts.sealed(setting.keyring, pat, patient, 1)
            return NewFacts(pat, patient, 1, sealed, one.bsn_hash)
    return None
