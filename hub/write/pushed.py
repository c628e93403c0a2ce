"""The ledger row of a write, with the label that the same decision gives: stored open or closed."""

from collections.abc import Sequence

from consent.data_category import category_of
from consent.facts import Facts
from consent.push import decide_push
from consent.section import About, Section
from hub.access.caller import custodian_type_of
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.write.moved import Moved
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing

UNLABELLED = "D-PUSH"
CLOSED, OPEN = "D-PUSH-STORED-CLOSED", "D-PUSH-STORED-OPEN"


def pushed(
    errand: Errand,
    interaction: str,
    setting: Writing,
    plan: Plan,
    outcomes: Sequence[Outcome],
    facts: Sequence[Moved],
) -> Record:
    """The row; it names one inhabitant, for a request is about one."""
    alone = outcomes[0] if len(outcomes) == 1 else None
    new = [one for one in outcomes if one.new]
    # Of one alone also what stays as it was; a set that is sent again would name it all.
    touched = new or ([alone] if alone else [])
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction=interaction,
        status=alone.status if alone and interaction != "transaction" else 200,
        rule=_label(errand, setting, plan, outcomes, facts),
        errand=errand,
        pat=next((pat for pat in plan.patients.values() if pat), None),
        type=alone.name.type if alone else "Bundle",
        found=len(new),
        entities=[f"{one.name.address}/_history/{one.version}" for one in touched],
    )


def _label(
    errand: Errand,
    setting: Writing,
    plan: Plan,
    outcomes: Sequence[Outcome],
    facts: Sequence[Moved],
) -> str:
    """Open where anything of it lies open to at least one party, else closed."""
    if not facts:
        return UNLABELLED
    by_pat = {one.pat: Facts(statements=one.facts.statements) for one in facts}
    kind = custodian_type_of(errand)
    for draft, one in zip(setting.drafts, outcomes, strict=True):
        pat = plan.patients[draft]
        if pat is None:
            continue
        category = one.new.category if one.new else category_of(one.name.type)
        about = About(Section(setting.custodian, kind, category), one.name.address)
        if decide_push(errand.question, by_pat[pat], about).reason == OPEN:
            return OPEN
    return CLOSED
