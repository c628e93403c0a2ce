"""An offer that is made: it is one of its case from then on, and changes by its own door alone.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from consent.statement import Statement
from hub.errors import FhirError, Forbidden
from hub.storage.aborts import AbortRow, aborts_named, asked_off
from hub.storage.append import Rows, StatementPart
from hub.storage.cases import CaseRow, cases_named, led
from hub.storage.offers import OfferRow, offered, offers_named
from hub.storage.outbox import Changed, noticed
from hub.storage.own_id import names_meant
from hub.storage.pseudonym import rid
from hub.storage.rows import NewVersion
from hub.storage.transfer_events import EventRow, told
from hub.storage.transfers_between import Between, between
from hub.transfer.between import check_begun, check_deleted, check_sent
from hub.transfer.calling_off import DONE, asked_for, standing_of_abort
from hub.transfer.case import Case
from hub.transfer.moves.offering import MakeOffer
from hub.transfer.notes import require_none
from hub.transfer.offer import Offer
from hub.transfer.party import Actor
from hub.transfer.reading import family_of, offer_of
from hub.transfer.refused import Refused
from hub.transfer.step import Event, step
from hub.write.abort_made import abort_row, done_at_once, offer_asked_off
from hub.write.case_here import CaseHere, case_here, refusal
from hub.write.case_opens import abort_opens, offer_opens
from hub.write.case_rows import offer_row
from hub.write.case_step import Stepped, led_in, moved_by
from hub.write.draft import Draft
from hub.write.eyes import Eyes
from hub.write.found import Known
from hub.write.identity import uras_of
from hub.write.lead_made import LeadMade, made_lead
from hub.write.merging import moves
from hub.write.names import Name
from hub.write.outcome import Outcome
from hub.write.places_kept import kept_places
from hub.write.plan import Plan, Writing
from profiles.resource.read import element, objects
from profiles.search.references import local_literal
from profiles.transfer.choice import asks_abort, is_abort, is_kept_here, is_lead, is_offer

_BY_ITSELF = (
    "a case or an offer that was made goes on by PUT Task/id with If-Match, in a request of its "
    "own, and is never deleted"
)
_BEGINS = "an offer begins as requested, or as a draft; send it so, and then what became of it"
_NO_OFFER = (
    "name as focus the offer that is to be called off, as you read it; a transfer between two is "
    "called off by its own status, cancelled"
)
_OF_ANOTHER = "the case that this offer is of is not one of this inhabitant that you look after"


@dataclass(slots=True)
class OfCase:
    """A case as it was, as it is with what this request adds, and what is told of that."""

    here: CaseHere
    after: Case
    events: list[Event] = field(default_factory=list)
    rids: dict[str, UUID] = field(default_factory=dict)
    made: list[tuple[Outcome, str]] = field(default_factory=list)


@dataclass(slots=True)
class Made:
    """What a request makes of cases: rows, versions of leads that move, what all that opens."""

    offers: list[OfferRow] = field(default_factory=list)
    cases: list[CaseRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    between: list[Between] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    aborts: list[AbortRow] = field(default_factory=list)
    places: list[tuple[StatementPart, Rows]] = field(default_factory=list)
    instead: dict[Name, Outcome] = field(default_factory=dict)
    opened: dict[UUID, dict[str, Sequence[Statement]]] = field(default_factory=dict)

    @property
    def parts(self) -> list[tuple[StatementPart, Rows]]:
        """The parts of the statement that keep its rows."""
        rows = [*offered(self.offers), led(self.cases), told(self.events), between(self.between)]
        rows.append(asked_off(self.aborts))
        for part, _ in self.places[:1]:
            rows.append((part, [row for _, listed in self.places for row in listed]))
        new = [(one.rid, (one.placer, one.provider)) for one in self.offers]
        return [*rows, noticed([*new, *self.changed])]

    def add_between(self, sender: str, new: NewVersion, task: Mapping[str, Any]) -> None:
        """A transfer between two that is answered here, or what its sender says of it now."""
        status, takes_over = (
            str(task.get("status")),
            uras_of([element(task, "owner").get("identifier")]),
        )
        for receiver in takes_over:
            self.between.append(Between(new.rid, sender, receiver, status, new.last_updated))
            self.changed.append((new.rid, (sender, receiver)))

    def opens(self, whose: UUID, address: str, said: Sequence[Statement]) -> None:
        """What this Task opens of the record of this inhabitant."""
        self.opened.setdefault(whose, {})[address] = said

    def add_lead(self, lead: LeadMade) -> None:
        """A case that begins."""
        row = lead.row
        self.cases.append(row)
        self.changed.append((row.rid, (row.placer, row.requester, row.desk)))
        self.events.extend(lead.events)
        self.opens(lead.whose, lead.address, lead.opens)


def may_offer(drafts: Sequence[Draft]) -> bool:
    """Whether a Task is among them, of which one offer waits for another."""
    return any(draft.type == "Task" for draft in drafts)


async def made_offers(
    eyes: Eyes, setting: Writing, planned: Plan, outcomes: Sequence[Outcome]
) -> Made:
    """Those among what is written, and cases that begin; each judged behind the others of its case.

    Faults: one that was made changes; or a guard stands against it.
    """
    made, cases = Made(), dict[int, OfCase]()
    tasks = [draft for draft in setting.drafts if draft.type == "Task"]
    if not tasks:
        return made
    rids = {draft: rid(setting.keyring, "Task", planned.names[draft].id) for draft in tasks}
    before = await _of_cases(eyes, rids.values())
    done = {one.name: one for one in outcomes if one.new}
    for draft in tasks:
        outcome = done.get(planned.names[draft])
        try:
            if outcome and (rids[draft] in before or _is_nobodys(eyes, planned, draft)):
                _refuse_change(draft, setting)
            elif outcome:
                await _judge(eyes, setting, (draft, outcome), made, cases)
        except Refused as refused:
            planned.faults.add(refusal(refused, draft.expression))
        except FhirError as refused:
            planned.faults.add(refused)
    for one in cases.values():
        await _gather(eyes, made, one, setting)
    return made


async def _judge(
    eyes: Eyes,
    setting: Writing,
    written: tuple[Draft, Outcome],
    made: Made,
    cases: dict[int, OfCase],
) -> None:
    draft, outcome = written
    task = draft.resource or {}
    if not moves(setting.merging, draft):
        _check_between(eyes.known.words("Task", outcome.name.id), outcome)
    if is_lead(task):
        lead = await made_lead(eyes, setting, draft, outcome)
        if lead is not None:
            made.add_lead(lead)
    elif asks_abort(task):
        await _call_off(eyes, setting, outcome, made, cases)
    elif is_offer(task):
        await _make(eyes, setting, outcome, made, cases)
    elif is_kept_here(task) and outcome.new:
        made.add_between(setting.custodian, outcome.new, task)


def _check_between(words: Sequence[Known], outcome: Outcome) -> None:
    """Raise Refused where this is no step of a transfer that is answered here, as it stands."""
    after = msgspec.json.decode(outcome.body) if outcome.body else {}
    kept = [msgspec.json.decode(one.body) for one in words if not one.deleted]
    before = next((one for one in kept if is_kept_here(one)), None)
    if before is not None and not after:
        check_deleted(before)
    elif before is not None:
        check_sent(before, after)
    elif is_kept_here(after) and not is_offer(after) and not is_lead(after):
        check_begun(str(after.get("status")))


async def _of_cases(eyes: Eyes, rids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these Tasks that are of a case already."""
    asked = list(rids)
    offers = [one.rid for one in await offers_named(eyes.connection, asked)]
    aborts = [one.rid for one in await aborts_named(eyes.connection, asked)]
    leads = [one.rid for one in await cases_named(eyes.connection, asked)]
    return frozenset([*offers, *aborts, *leads])


def _is_nobodys(eyes: Eyes, planned: Plan, draft: Draft) -> bool:
    """Whether it is about a promise of a place, which only its own door changes."""
    return any(row.pat is None for row in eyes.known.words("Task", planned.names[draft].id))


def _refuse_change(draft: Draft, setting: Writing) -> None:
    """Raise Forbidden where it changes beside its own door; what moves stays as it was."""
    if not moves(setting.merging, draft):
        raise Forbidden(_BY_ITSELF, expression=draft.expression, rule="T-OWN-DOOR")


async def _make(
    eyes: Eyes, setting: Writing, outcome: Outcome, made: Made, cases: dict[int, OfCase]
) -> None:
    task = msgspec.json.decode(outcome.body)
    new = outcome.new
    if task.get("status") == "draft" or new is None or new.pat is None:
        return
    placer = setting.custodian
    family = await _family(eyes, setting, task, new.pat)
    case = await _case(eyes, setting, cases, family, placer)
    if case.here.lead is not None and case.here.lead.row["pat"] != new.pat:
        raise Refused("T-WHO", _OF_ANOTHER, "Task.partOf")
    offer = offer_of(task, case.after.round, was_chosen=False)
    if offer.status != "requested":
        raise Refused("T-STATE", _BEGINS)
    require_none(task)
    act = MakeOffer(offer.id, offer.provider, offer.service, offer.answer_by)
    actor = Actor(placer, is_person=setting.person is not None)
    case.after, events = step(case.after, act, actor, setting.now)
    case.events.extend(events)
    case.rids[offer.id] = new.rid
    case.made.append((outcome, placer))
    made.offers.append(offer_row(new.rid, placer, family, offer))


async def _call_off(
    eyes: Eyes, setting: Writing, outcome: Outcome, made: Made, cases: dict[int, OfCase]
) -> None:
    """The offer that it names; what is asked so of no offer is a Task as any."""
    task, new = msgspec.json.decode(outcome.body), outcome.new
    row = await offer_asked_off(eyes, setting, task)
    if task.get("status") == "draft" or new is None or new.pat is None:
        return
    if row is None:
        if is_abort(task):
            raise Refused("T-NO-OFFER", _NO_OFFER, "Task.focus")
        return
    case = await _case(eyes, setting, cases, row.family, row.placer)
    offer = next(one for name, one in case.here.kept.items() if one.rid == row.rid)
    if offer.row["pat"] != new.pat:
        raise Refused("T-WHO", _OF_ANOTHER, "Task.focus")
    before = case.after.offer(offer.stored.id)
    if before is None:
        raise Refused("T-NO-OFFER", _NO_OFFER, "Task.focus")
    actor = Actor(setting.custodian, is_person=setting.person is not None)
    case.after, events = step(case.after, asked_for(task, before), actor, setting.now)
    case.events.extend(events)
    _keep_abort(made, setting, outcome, row, case.after.offer(before.id))


def _keep_abort(
    made: Made, setting: Writing, outcome: Outcome, offer: OfferRow, after: Offer | None
) -> None:
    """It waits for its answer, or is done."""
    status = standing_of_abort(after) if after else DONE
    if status == DONE:
        made.instead[outcome.name] = done_at_once(setting, outcome)
    row = abort_row(offer, outcome, setting.custodian, status)
    if row is None or outcome.new is None or outcome.new.pat is None:
        return
    made.aborts.append(row)
    made.changed.append((row.rid, (row.placer, row.provider) if status != DONE else (row.placer,)))
    made.opens(outcome.new.pat, outcome.name.address, abort_opens(outcome, row))


async def _case(
    eyes: Eyes, setting: Writing, cases: dict[int, OfCase], family: int, placer: str
) -> OfCase:
    if family not in cases:
        here = await case_here(eyes.connection, setting.keyring, family, placer)
        cases[family] = OfCase(here, here.case)
    return cases[family]


async def _family(eyes: Eyes, setting: Writing, task: Mapping[str, Any], whose: UUID) -> int:
    """The number of its case: that of the lead that it is a part of, or of its group."""
    keyring, own = setting.keyring, setting.custodian
    said = [str(one.get("reference")) for one in objects(task.get("partOf"))]
    literals = [one for one in map(local_literal, said) if one is not None]
    names = [name for one in literals for name in names_meant(keyring, own, *one)]
    leads = await cases_named(eyes.connection, names) if names else []
    return leads[0].family if leads else keyring.token(family_of(task, own, whose))


async def _gather(eyes: Eyes, made: Made, case: OfCase, setting: Writing) -> None:
    """What becomes of the case with all that was added to it."""
    one = Stepped(case.here, case.after, case.events, setting.now)
    moved = moved_by(setting.keyring, one, {}, case.rids)
    made.cases.extend(moved.cases)
    made.events.extend(moved.events)
    made.changed.extend(moved.changed)
    made.aborts.extend(moved.aborts)
    made.offers.extend(moved.offers)
    made.outcomes.extend(moved.outcomes.values())
    made.places.append(await kept_places(eyes.access, eyes.connection, one, moved.outcomes))
    if case.here.lead is None and not moved.outcomes:
        return
    leads, whose = led_in(one, moved.outcomes), case.here.row_with_facts["pat"]
    for address, said in moved.statements.items():
        made.opens(whose, address, said)
    for outcome, placer in case.made:
        made.opens(whose, outcome.name.address, offer_opens(outcome, placer, leads))
