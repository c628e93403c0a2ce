"""A look at the cases of a transfer point, each decided as a read of it, before any is told of.

docs/decisions/0086-the-transfer-point.md
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from hub.access.access import Access
from hub.ledger.record import Record
from hub.query.offers_search import Judge
from hub.query.own_cases import OwnCase, named_by
from hub.query.told_across import Told, records_of
from hub.search.query import Include
from hub.security.errand import Errand
from hub.storage.cases import CaseRow
from hub.storage.offers import OfferRow
from hub.transfer.case import Case
from hub.transfer.lead import case_of_lead, with_offers
from hub.transfer.offer import Offer, OfferStatus
from hub.transfer.reading import offer_of
from hub.transfer.refused import Refused
from hub.turns import Turns

_REQUEST = Include("Task", "focus", "ServiceRequest", iterate=False)
_PATIENT = Include("Task", "patient", "Patient", iterate=False)


@dataclass(frozen=True, slots=True)
class DeskCase:
    """One of them; `case` is None where the Task can't be read as one.

    Whose it is stands with it once it is picked. `looked_at` are the Tasks that were opened for it.
    """

    of: OwnCase
    asked_at: datetime
    case: Case | None = None
    looked_at: tuple[UUID, ...] = ()


@dataclass(slots=True)
class DeskLook:
    """What was opened, and what each refers to by its address."""

    access: Access
    errand: Errand
    judge: Judge = field(init=False)
    beside: dict[str, Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing yet."""
        self.judge = Judge(self.access, self.errand)

    async def at(self, rows: Sequence[CaseRow], offers: Sequence[OfferRow]) -> list[DeskCase]:
        """Those that are open, in their order, and nobody's yet."""
        of = defaultdict[int, list[OfferRow]](list)
        for each in offers:
            of[each.family].append(each)
        led, begun = [one.rid for one in rows], [one.rid for one in offers if _is_begun(one)]
        await self.judge.shown(await self.access.current_rows.rows(*led, *begun))
        await self._bring(led, _REQUEST)
        cases, turns = list[DeskCase](), Turns()
        for row in rows:
            await turns.give()
            told = self.judge.told.get(row.rid)
            if told is not None:
                cases.append(self._case(row, told, of[row.family]))
        return cases

    async def with_patients(self, picked: Sequence[DeskCase]) -> list[DeskCase]:
        """The same, each with whose it is, where that is open."""
        await self._bring([one.looked_at[0] for one in picked], _PATIENT)
        return [
            replace(one, of=replace(one.of, patient=self._named(one.of.task, "for", "Patient")))
            for one in picked
        ]

    def records(self, picked: Iterable[DeskCase], asked: str) -> Iterator[Record]:
        """The rows that tell of these: each Task that leads one, and what was opened for it."""
        matches, along = list[Told](), list[Told]()
        for one in picked:
            lead, *others = (self.judge.told[name] for name in one.looked_at)
            matches.append(lead)
            along += others
            for name, kind in (("focus", "ServiceRequest"), ("for", "Patient")):
                address = f"{kind}/{named_by(one.of.task, name, kind)}"
                along += filter(None, [self.beside.get(address)])
        return records_of(self.errand, "Task", matches, along, asked)

    async def _bring(self, rids: Sequence[UUID], include: Include) -> None:
        for one in await self.judge.brings("Task", rids, (include,)):
            self.beside[one.stored.address] = one

    def _named(self, task: Mapping[str, Any], name: str, kind: str) -> Mapping[str, Any] | None:
        told = self.beside.get(f"{kind}/{named_by(task, name, kind)}")
        found: Mapping[str, Any] | None = msgspec.json.decode(told.stored.body) if told else None
        return found

    def _case(self, row: CaseRow, told: Told, offers: Sequence[OfferRow]) -> DeskCase:
        task = msgspec.json.decode(told.stored.body)
        request = self._named(task, "focus", "ServiceRequest")
        begun = [one.rid for one in offers if _is_begun(one) and one.rid in self.judge.told]
        one = DeskCase(
            OwnCase(told.stored.id, told.stored.version, task, request),
            row.asked_at,
            looked_at=(row.rid, *begun),
        )
        try:
            led = case_of_lead(task, str(row.family), row.region, request or {})
        except Refused:
            return one
        return replace(one, case=with_offers(led, [self._offer(each) for each in offers]))

    def _offer(self, row: OfferRow) -> Offer:
        """As its Task says it once it has begun; before that its row is enough."""
        told = self.judge.told.get(row.rid)
        if told is not None:
            try:
                task = msgspec.json.decode(told.stored.body)
                return offer_of(task, row.round, was_chosen=True)
            except Refused:
                pass
        return Offer(
            id=str(row.rid),
            provider=row.provider,
            service="",
            round=row.round,
            answer_by=row.answer_by,
            status=cast("OfferStatus", row.status),
            is_selected=row.is_selected,
            held_until=row.held_until,
        )


def _is_begun(row: OfferRow) -> bool:
    """Whether a transfer is under way: its Task alone says whether it is to be called off."""
    return row.status == "in-progress"
