"""A look at the cases of a transfer point: what presses of all, and of some whose they are.

docs/decisions/0094-pages-of-the-transfer-point.md
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast
from uuid import UUID

import msgspec

from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.errors import Damaged
from hub.ledger.record import Record
from hub.query.offers_search import Judge
from hub.query.own_cases import OwnCase, named_by
from hub.query.told_across import Told, records_of
from hub.query.weighed import Led, Weight, Weights, of_lead, of_offer, of_request
from hub.search.by_id import STANDING_ROWS
from hub.search.query import Include
from hub.security.errand import Errand
from hub.storage.cases import CaseRow
from hub.storage.database import Row
from hub.storage.offers import OfferRow
from hub.transfer.case import Case, CaseStatus, Phase
from hub.transfer.circumstances import Circumstances
from hub.transfer.lead import case_of_lead, with_offers
from hub.transfer.offer import Offer, OfferStatus
from hub.transfer.refused import Refused
from hub.turns import Turns

_PATIENT = Include("Task", "patient", "Patient", iterate=False)
_NONE = Weight()
_IN_ITS_TASK = frozenset({"received", "in-progress"})
"""Offers of which the Task tells more than the row: what is asked, or is to be called off."""
Read = Callable[[Any], Weight]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that goes on, whoever it is about; `led` is None where its Task can't be read as one.

    `looked_at` is what was looked into for it: the Task that leads it first.
    """

    row: CaseRow
    led: Led | None
    is_urgent: bool
    looked_at: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class DeskCase:
    """One that is told of, with what is asked and whose it is, where that is open."""

    waiting: Waiting
    of: OwnCase
    case: Case | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Cases by their rows, their offers, and pairs of a Task that leads one and what it asks."""

    cases: Sequence[CaseRow]
    offers: Sequence[OfferRow]
    asked: Sequence[tuple[UUID, UUID]]

    def reads(self) -> Mapping[UUID, Read]:
        """What is to be looked into, and how each is read."""
        return {
            **{one.rid: of_offer for one in self.offers if one.status in _IN_ITS_TASK},
            **{asked: of_request for _, asked in self.asked},
            **{one.rid: of_lead for one in self.cases},
        }


@dataclass(slots=True)
class DeskLook:
    """What was looked into, and what of it is told."""

    access: Access
    errand: Errand
    weights: Weights
    judge: Judge = field(init=False)
    open: dict[UUID, Weight] = field(default_factory=dict)
    beside: dict[str, Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing yet."""
        self.judge = Judge(self.access, self.errand)

    async def at(self, listed: Listed) -> list[Waiting]:
        """Those of these that are open, in their order."""
        of, asked = defaultdict[int, list[OfferRow]](list), defaultdict[UUID, list[UUID]](list)
        for each in listed.offers:
            of[each.family].append(each)
        for lead, request in listed.asked:
            asked[lead].append(request)
        await self._look_into(listed.reads())
        found, turns = list[Waiting](), Turns()
        for one in listed.cases:
            await turns.give()
            if one.rid in self.open:
                found.append(self._waiting(one, of[one.family], asked[one.rid]))
        return found

    async def told(self, picked: Sequence[Waiting]) -> list[DeskCase]:
        """These, each with what it refers to."""
        names = [name for one in picked for name in one.looked_at]
        found = await self.judge.shown(await self.access.current_rows.rows(*names))
        led = [one.row.rid for one in picked]
        found += await self.judge.brings("Task", led, (_PATIENT,))
        self.beside = {one.stored.address: one for one in found}
        return [self._told(one) for one in picked if one.row.rid in self.judge.told]

    def records(self, told: Iterable[DeskCase], asked: str) -> Iterator[Record]:
        """The rows that say so: each Task that leads one, and what was opened for it."""
        matches, along, known = list[Told](), list[Told](), self.judge.told
        for one in told:
            lead, *others = one.waiting.looked_at
            matches.append(known[lead])
            along += [known[name] for name in others if name in known]
            patient = f"Patient/{named_by(one.of.task, 'for', 'Patient')}"
            along += filter(None, [self.beside.get(patient)])
        return records_of(self.errand, "Task", matches, along, asked)

    async def _look_into(self, reads: Mapping[UUID, Read]) -> None:
        """Weigh what is open; of what is known as it stands nothing more is fetched."""
        async with self.access.database.connection(urgent=self.errand.urgent) as connection:
            rows = await connection.fetch(STANDING_ROWS, list(reads))
        unknown, turns = list[UUID](), Turns()
        for row in rows:
            await turns.give()
            if row["pat"] is None or row["method"] in {None, "DELETE"}:
                continue
            dossier = self.access.known_of_row(self.errand, row)
            if dossier is None or not self.weights.has(row):
                unknown.append(row["rid"])
            else:
                self._weigh(row, dossier, reads[row["rid"]])
        for row in await self.access.current_rows.rows(*unknown):
            await turns.give()
            self._weigh(row, self.access.of_row(self.errand, row), reads[row["rid"]])

    def _weigh(self, row: Row, dossier: Dossier, read: Read) -> None:
        """Where it is open."""
        if not dossier.reach.opens(row["rid"], row["section"]):
            return
        try:
            self.open[row["rid"]] = self.weights.of(row, self.access.keyring, read)
        except Damaged:
            self.judge.damaged += 1

    def _waiting(self, row: CaseRow, offers: Sequence[OfferRow], asked: Sequence[UUID]) -> Waiting:
        weight = self.open[row.rid]
        requests = [name for name in asked if name in self.open]
        told = tuple(one.rid for one in offers if one.rid in self.open)
        weights = [self.open.get(one.rid, _NONE) for one in offers]
        made = partial(_case, row, weight, offers, weights)
        by = (row, weight, *offers, *weights)
        led = self.weights.case(row.rid, by, made) if weight.is_sound else None
        urgent = weight.is_urgent or any(self.open[name].is_urgent for name in requests)
        return Waiting(row, led, urgent, (row.rid, *requests, *told))

    def _told(self, one: Waiting) -> DeskCase:
        stored = self.judge.told[one.row.rid].stored
        task = msgspec.json.decode(stored.body)
        request = self._named(task, "focus", "ServiceRequest")
        of = OwnCase(stored.id, stored.version, task, request, self._named(task, "for", "Patient"))
        try:
            led = case_of_lead(task, str(one.row.family), one.row.region, request or {})
        except Refused:
            return DeskCase(one, of, None)
        return DeskCase(one, of, with_offers(led, one.led.case.offers if one.led else ()))

    def _named(self, task: Mapping[str, Any], name: str, kind: str) -> Mapping[str, Any] | None:
        told = self.beside.get(f"{kind}/{named_by(task, name, kind)}")
        found: Mapping[str, Any] | None = msgspec.json.decode(told.stored.body) if told else None
        return found


def _case(
    row: CaseRow, weight: Weight, offers: Sequence[OfferRow], weights: Sequence[Weight]
) -> Case:
    """As its rows tell it, and what is weighed of its Tasks."""
    case = Case(
        id=str(row.family),
        region=row.region,
        requester=row.requester,
        desk=row.desk,
        status=cast("CaseStatus", row.status),
        phase=cast("Phase | None", row.phase),
        review_at=row.review_at,
        circumstances=Circumstances(ready_at=weight.ready_at),
        admitted_at=weight.admitted_at,
    )
    return with_offers(case, [_offer(*one) for one in zip(offers, weights, strict=True)])


def _offer(row: OfferRow, weight: Weight) -> Offer:
    return Offer(
        id=str(row.rid),
        provider=row.provider,
        service="",
        round=row.round,
        answer_by=row.answer_by,
        status=cast("OfferStatus", row.status),
        is_selected=row.is_selected,
        is_waiting_for_information=weight.is_waiting_for_information,
        held_until=row.held_until,
        abort_asked=weight.abort_asked,
    )
