"""A look at the cases of a transfer point: what presses of all, and of some whose they are.

docs/decisions/0094-pages-of-the-transfer-point.md
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import msgspec

from hub.access.access import Access
from hub.errors import Damaged
from hub.ledger.record import Record
from hub.query.along import wanted_by
from hub.query.offers_search import Judge
from hub.query.own_cases import OwnCase, named_by
from hub.query.told_across import Told, records_of
from hub.query.weighed import Weight, Weights, of_lead, of_offer, of_request
from hub.search.by_id import REFERENCES
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

_REQUEST = Include("Task", "focus", "ServiceRequest", iterate=False)
_PATIENT = Include("Task", "patient", "Patient", iterate=False)
_NONE = Weight()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that goes on, whoever it is about; `case` is None where its Task can't be read as one.

    `looked_at` is what was looked into for it: the Task that leads it first.
    """

    row: CaseRow
    case: Case | None
    is_urgent: bool
    looked_at: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class DeskCase:
    """One that is told of, with what is asked and whose it is, where that is open."""

    waiting: Waiting
    of: OwnCase
    case: Case | None


@dataclass(slots=True)
class DeskLook:
    """What was looked into, and what of it is told."""

    access: Access
    errand: Errand
    weights: Weights
    judge: Judge = field(init=False)
    rows: dict[UUID, Row] = field(default_factory=dict)
    beside: dict[str, Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing yet."""
        self.judge = Judge(self.access, self.errand)

    async def at(self, cases: Sequence[CaseRow], offers: Sequence[OfferRow]) -> list[Waiting]:
        """Those of these that are open, in their order."""
        of = defaultdict[int, list[OfferRow]](list)
        for each in offers:
            of[each.family].append(each)
        begun = [one.rid for one in offers if one.status == "in-progress"]
        await self._fetch([*(one.rid for one in cases), *begun])
        asked = await self._requests([one.rid for one in cases if one.rid in self.rows])
        found, turns = list[Waiting](), Turns()
        for one in cases:
            await turns.give()
            weight = self._weight(one.rid, of_lead)
            if weight is not None:
                found.append(self._waiting(one, weight, of[one.family], asked[one.rid]))
        return found

    async def told(self, picked: Sequence[Waiting]) -> list[DeskCase]:
        """These, each with what it refers to."""
        names = [name for one in picked for name in one.looked_at]
        found = await self.judge.shown(self.rows[name] for name in names)
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

    async def _fetch(self, names: Iterable[UUID]) -> None:
        """Rows that are open; of what several speak of the newest word that is."""
        for row in await self.access.current_rows.rows(*names):
            there = row["pat"] is not None and row["method"] not in {None, "DELETE"}
            if there and row["rid"] not in self.rows and self._is_open(row):
                self.rows[row["rid"]] = row

    def _is_open(self, row: Row) -> bool:
        return self.access.of_row(self.errand, row).reach.opens(row["rid"], row["section"])

    async def _requests(self, led: Sequence[UUID]) -> Mapping[UUID, Mapping[UUID, Weight]]:
        """What each of these asks, where that is open."""
        async with self.access.database.connection(urgent=self.errand.urgent) as connection:
            sources = await connection.fetch(REFERENCES, led)
        wanted = {row["rid"]: wanted_by("Task", (_REQUEST,), [row]) for row in sources}
        await self._fetch({name for each in wanted.values() for name in each})
        found = defaultdict[UUID, dict[UUID, Weight]](dict)
        for lead, names in wanted.items():
            for name in names:
                weight = self._weight(name, of_request)
                if weight is not None:
                    found[lead][name] = weight
        return found

    def _weight(self, name: UUID, read: Callable[[Any], Weight]) -> Weight | None:
        """None where it is not open, or damaged."""
        row = self.rows.get(name)
        try:
            return self.weights.of(row, self.access.keyring, read) if row is not None else None
        except Damaged:
            self.judge.damaged += 1
            return None

    def _waiting(
        self,
        row: CaseRow,
        weight: Weight,
        offers: Sequence[OfferRow],
        asked: Mapping[UUID, Weight],
    ) -> Waiting:
        begun = tuple(one.rid for one in offers if one.rid in self.rows)
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
        led = with_offers(case, [self._offer(one) for one in offers]) if weight.is_sound else None
        urgent = weight.is_urgent or any(each.is_urgent for each in asked.values())
        return Waiting(row, led, urgent, (row.rid, *asked, *begun))

    def _offer(self, row: OfferRow) -> Offer:
        """As its row tells it; whether it is to be called off says its Task."""
        weight = self._weight(row.rid, of_offer) or _NONE
        return Offer(
            id=str(row.rid),
            provider=row.provider,
            service="",
            round=row.round,
            answer_by=row.answer_by,
            status=cast("OfferStatus", row.status),
            is_selected=row.is_selected,
            held_until=row.held_until,
            abort_asked=weight.abort_asked,
        )

    def _told(self, one: Waiting) -> DeskCase:
        stored = self.judge.told[one.row.rid].stored
        task = msgspec.json.decode(stored.body)
        request = self._named(task, "focus", "ServiceRequest")
        of = OwnCase(stored.id, stored.version, task, request, self._named(task, "for", "Patient"))
        try:
            led = case_of_lead(task, str(one.row.family), one.row.region, request or {})
        except Refused:
            return DeskCase(one, of, None)
        return DeskCase(one, of, with_offers(led, one.case.offers if one.case else ()))

    def _named(self, task: Mapping[str, Any], name: str, kind: str) -> Mapping[str, Any] | None:
        told = self.beside.get(f"{kind}/{named_by(task, name, kind)}")
        found: Mapping[str, Any] | None = msgspec.json.decode(told.stored.body) if told else None
        return found
