"""An offer that is made: it is one of its case from then on, and changes by its own door alone.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from hub.errors import FhirError, Forbidden
from hub.storage.offers import OfferEvent, OfferRow, offers_named
from hub.storage.pseudonym import rid
from hub.transfer.case import Case
from hub.transfer.moves.offering import MakeOffer
from hub.transfer.party import Actor
from hub.transfer.reading import family_of, offer_of
from hub.transfer.refused import Refused
from hub.transfer.step import step
from hub.write.case_here import case_here, refusal
from hub.write.draft import Draft
from hub.write.eyes import Eyes
from hub.write.merging import moves
from hub.write.offer_events import offer_events, offer_row
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing
from profiles.transfer.choice import is_offer

_BY_ITSELF = (
    "an offer that was made is answered, chosen, begun or taken back by PUT Task/id with If-Match, "
    "in a request of its own, and never deleted"
)
_BEGINS = "an offer begins as requested, or as a draft; send it so, and then what became of it"


@dataclass(frozen=True, slots=True)
class Made:
    """The offers that a request makes, and what is told of them."""

    rows: list[OfferRow] = field(default_factory=list)
    events: list[OfferEvent] = field(default_factory=list)


def may_offer(drafts: Sequence[Draft]) -> bool:
    """Whether a Task is among them, of which one offer waits for another."""
    return any(draft.type == "Task" for draft in drafts)


async def made_offers(
    eyes: Eyes, setting: Writing, planned: Plan, outcomes: Sequence[Outcome]
) -> Made:
    """Those among what is written, each judged behind the others of its case.

    Faults: one that was made changes; or a guard stands against it.
    """
    made, cases = Made(), dict[int, Case]()
    tasks = [draft for draft in setting.drafts if draft.type == "Task"]
    if not tasks:
        return made
    names = {draft: planned.names[draft] for draft in tasks}
    rids = {draft: rid(setting.keyring, "Task", name.id) for draft, name in names.items()}
    before = {one.rid for one in await offers_named(eyes.connection, rids.values())}
    done = {one.name: one for one in outcomes}
    for draft in tasks:
        outcome = done.get(names[draft])
        if outcome is None or outcome.new is None:
            continue
        try:
            if rids[draft] in before:
                _refuse_change(draft, setting)
            elif draft.resource and is_offer(draft.resource):
                await _make(eyes, setting, outcome, rids[draft], made, cases)
        except Refused as refused:
            planned.faults.add(refusal(refused, draft.expression))
        except FhirError as refused:
            planned.faults.add(refused)
    return made


def _refuse_change(draft: Draft, setting: Writing) -> None:
    """Raise Forbidden where an offer changes beside its own door; what moves stays as it was."""
    if not moves(setting.merging, draft):
        raise Forbidden(_BY_ITSELF, expression=draft.expression, rule="T-OWN-DOOR")


async def _make(
    eyes: Eyes, setting: Writing, outcome: Outcome, name: UUID, made: Made, cases: dict[int, Case]
) -> None:
    task = msgspec.json.decode(outcome.body)
    whose = outcome.new.pat if outcome.new else None
    if task.get("status") == "draft" or whose is None:
        return
    placer, keyring = setting.custodian, setting.keyring
    family = keyring.token(family_of(task, placer, whose))
    if family not in cases:
        cases[family] = (await case_here(eyes.connection, keyring, family, placer)).case
    case = cases[family]
    offer = offer_of(task, case.round, was_chosen=False)
    if offer.status != "requested":
        raise Refused("T-STATE", _BEGINS)
    act = MakeOffer(offer.id, offer.provider, offer.service, offer.answer_by)
    actor = Actor(placer, is_person=setting.person is not None)
    cases[family], events = step(case, act, actor, setting.now)
    made.rows.append(offer_row(name, placer, family, offer))
    made.events.extend(offer_events(family, events, {offer.id: name}))
