"""The ledger row of a write, with the label that the same decision gives: stored open or closed."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import structs

from consent.data_category import category_of
from consent.fhir import labels_of as labels_of_resource
from consent.push import decide_push
from consent.section import About, Section
from consent.source import is_silenced
from consent.statement import RESOURCE
from hub.access.assumed import known_of
from hub.access.caller import custodian_type_of
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.write.moved import Moved
from hub.write.outcome import NEVER, Outcome
from hub.write.plan import Plan, Writing

UNLABELLED = "D-PUSH"
CLOSED, OPEN = "D-PUSH-STORED-CLOSED", "D-PUSH-STORED-OPEN"


def pushed(
    errand: Errand,
    interaction: str,
    plan: Plan,
    outcomes: Sequence[Outcome],
    labels: Sequence[str],
) -> Record:
    """The row; it names one inhabitant, for a request is about one.

    Open where anything of it lies open to at least one party, else closed.
    """
    alone = outcomes[0] if len(outcomes) == 1 else None
    new = [one for one in outcomes if one.new]
    # Of one alone also what stays as it was; a set that is sent again would name it all.
    touched = new or ([alone] if alone and alone.version != NEVER else [])
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction=interaction,
        status=alone.status if alone and interaction != "transaction" else 200,
        rule=OPEN if OPEN in labels else CLOSED if CLOSED in labels else UNLABELLED,
        errand=errand,
        pat=next((pat for pat in plan.patients.values() if pat), None),
        type=alone.name.type if alone else "Bundle",
        found=len(new),
        entities=[f"{one.name.address}/_history/{one.version}" for one in touched],
        detail=_at_desks(new),
    )


def _at_desks(new: Sequence[Outcome]) -> dict[str, object]:
    """Which choices over the data of others wait for a second person, or were confirmed by one."""
    at_desk = {one.name.address: one.desk for one in new if one.desk}
    return {"desk": at_desk} if at_desk else {}


def labels_of(
    errand: Errand,
    setting: Writing,
    plan: Plan,
    outcomes: Sequence[Outcome],
    facts: Sequence[Moved],
) -> list[str]:
    """Of each whether it lies open to anybody; what is about no inhabitant has no label.

    What no choice names by itself is settled once for all of its section.
    """
    by_pat = {one.pat: known_of(one.facts, errand.now) for one in facts}
    kind, question = custodian_type_of(errand), errand.question
    named = {said.data for one in facts for said in one.facts.statements}
    settled: dict[tuple[UUID, About], str] = {}
    labels = []
    for draft, one in zip(setting.drafts, outcomes, strict=True):
        pat = plan.patients[draft]
        label = UNLABELLED
        if pat is not None and pat in by_pat:
            category = one.new.category if one.new else category_of(one.name.type)
            address = one.name.address
            single = address if f"{RESOURCE}{address}" in named else ""
            labels_said = labels_of_resource(draft.resource or {})
            about = About(Section(setting.custodian, kind, category), single, labels_said)
            if (pat, about) not in settled:
                settled[pat, about] = decide_push(question, by_pat[pat], about).reason
            label = settled[pat, about]
        labels.append(label)
    return labels


def told_closed(
    outcomes: Sequence[Outcome], labels: Sequence[str], facts: Sequence[Moved], custodian: str
) -> list[Outcome]:
    """The same, each told where it was stored closed; a choice itself is nobody else's to see.

    Of who has no BSN that is told of each, for it can't be opened.
    """
    without = {one.pat for one in facts if not one.facts.numbered}
    unrelated = any(is_silenced(custodian, one.facts.sources) for one in facts)
    told = [
        structs.replace(one, without_bsn=True)
        if one.new and not one.new.deleted and one.new.pat in without
        else one
        for one in outcomes
    ]
    return [
        structs.replace(one, closed=True, unrelated=unrelated)
        if label == CLOSED and one.new and not one.new.deleted and one.choices is None
        else one
        for one, label in zip(told, labels, strict=True)
    ]
