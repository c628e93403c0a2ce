"""What becomes of each draft of a request, or everything that stands in the way of it.

What a write and what $validate say is said here, so that both say the same.
https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from hub.errors import FhirError, VersionConflict
from hub.ledger.record import Record
from hub.storage.lookup import keeps
from hub.storage.site_capacity import Said
from hub.write.choices import told_unsigned
from hub.write.contrary import Look, met
from hub.write.draft import Draft
from hub.write.entry import outcome
from hub.write.eyes import Eyes
from hub.write.faults import UNSOUND
from hub.write.found import Found
from hub.write.late import late_references
from hub.write.moved import Beside, Moved, moved
from hub.write.nobody import told_nobody
from hub.write.offer_made import Made, made_offers
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing, plan
from hub.write.pushed import labels_of, told_closed
from hub.write.reserved import reserved
from hub.write.site_capacity import told_capacity
from hub.write.speaker import lost_contacts, refuse_somebody_else
from hub.write.transfer import told_unnamed

_KEEPS_MORE = (
    "you still keep something of this inhabitant; delete that first, so that no wish stays behind "
    "that nobody finds"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """The plan, what became of each draft, what that moves, and how it lies; all in order.

    `shown` is what others keep of which the writer is told, `offers` those that are made,
    `capacity` what sites say that they have.
    """

    plan: Plan
    outcomes: Sequence[Outcome]
    facts: Sequence[Moved]
    labels: Sequence[str]
    shown: Sequence[Record]
    offers: Made = field(default_factory=Made)
    capacity: Sequence[Said] = ()


async def judge(eyes: Eyes, setting: Writing, pairs: dict[Draft, str]) -> Judged:
    """Of each draft what it makes, looked at to the last whatever is wrong with the first.

    Raises:
        FhirError: with every fault.
    """
    eyes.turns.begin()
    planned = plan(setting, eyes.known, pairs, setting.faults.copy())
    faults = planned.faults
    for refusal in reserved(setting.drafts):
        faults.add(refusal)
    await eyes.turns.give()
    await _look_behind(eyes, setting, planned)
    made = dict[Draft, Outcome]()
    for draft in setting.drafts:
        try:
            done = outcome(draft, planned, setting, eyes.known, pairs.get(draft))
        except UNSOUND:
            if not setting.faults.tell_of(draft):
                raise
            continue
        if done:
            made[draft] = done
        await eyes.turns.give()
    sound = replace(setting, drafts=list(made)) if faults else setting
    offers = await made_offers(eyes, sound, planned, list(made.values()))
    made = {draft: offers.instead.get(one.name, one) for draft, one in made.items()}
    capacity = await told_capacity(eyes, sound, planned, list(made.values()))
    facts = await _moved(eyes, sound, planned, list(made.values()), offers)
    faults.refuse()
    told = await _told(eyes, setting, planned, list(made.values()), facts)
    return replace(told, offers=offers, capacity=capacity)


async def _look_behind(eyes: Eyes, setting: Writing, planned: Plan) -> None:
    """A record is found by its Patient, so the Patient goes last.

    Faults: the source still keeps something under the Patient that it deletes.
    """
    for draft in setting.drafts:
        pat = planned.patients[draft]
        last = draft.method == "DELETE" and draft.type == "Patient" and pat
        if last and await keeps(eyes.connection, last, setting.custodian):
            conflict = VersionConflict(_KEEPS_MORE, expression=draft.expression)
            planned.faults.add(conflict)


async def _moved(
    eyes: Eyes, setting: Writing, planned: Plan, outcomes: Sequence[Outcome], offers: Made
) -> list[Moved]:
    """What it moves of the facts.

    Faults: it is about somebody else than it says; too many choices.
    """
    planned.faults.judge(refuse_somebody_else, setting, planned, eyes.known, outcomes)
    beside = Beside(await lost_contacts(eyes.connection, setting, planned), offers.opened)
    try:
        return moved(eyes.errand, setting, planned, eyes.known, outcomes, beside)
    except FhirError as refusal:
        planned.faults.add(refusal)
        return []


def _told_late(setting: Writing, known: Found, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The same, each told where it named one who was replaced."""
    late = late_references(setting.links, known)
    told = {
        draft
        for draft in setting.drafts
        if draft in setting.needs.late
        or any(text in late for _, text, _ in setting.links.said[draft])
    }
    return [
        structs.replace(one, late=True) if draft in told else one
        for draft, one in zip(setting.drafts, outcomes, strict=True)
    ]


async def _told(
    eyes: Eyes,
    setting: Writing,
    planned: Plan,
    outcomes: Sequence[Outcome],
    facts: Sequence[Moved],
) -> Judged:
    """Each outcome with what its writer has to know of it."""
    done = await told_nobody(eyes.connection, outcomes)
    done = told_unsigned(done, [one.facts for one in facts])
    statements = [said for one in facts for said in one.facts.statements]
    done = told_unnamed(setting.drafts, done, statements)
    done = _told_late(setting, eyes.known, done)
    contrary = met(Look(eyes.errand, setting, eyes.known), done, facts)
    done = list(contrary.outcomes)
    labels = labels_of(eyes.errand, setting, planned, done, facts)
    done = told_closed(done, labels, facts, setting.custodian)
    return Judged(planned, done, facts, labels, contrary.shown)
