"""Events of cases as they are kept, in a month that no other test counts."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import cast
from uuid import UUID, uuid4

import httpx

from hub.transfer.figures.terms import Period
from hub.transfer.party import Actor
from hub.transfer.step import Event
from tests.plugins.hub import Caller, Region

_MONTHS, _FAMILIES = count(), count(10**12)
MEASURE = "Measure/transfer-figures/$evaluate-measure"
_OFFER = (
    "INSERT INTO transfer_offer (rid, placer, provider, family, round, status, is_selected, "
    "answer_by) VALUES ($1, $2, $3, $4, $5, $6, false, $7)"
)
_EVENT = (
    "INSERT INTO transfer_event (family, offer, at, was, was_phase, became, became_phase, reason, "
    "actor, for_whom) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
)


@dataclass
class Month:
    """A month long ago; `desk` is a transfer point here, `others` is another organisation."""

    region: Region
    desk: Caller
    others: Caller
    period: Period
    providers: list[str] = field(default_factory=list)

    @property
    def asked(self) -> str:
        """Its days as they are sent."""
        first, last = self.period.first, self.period.last
        return f"periodStart={first}&periodEnd={last}"

    @property
    def begin(self) -> datetime:
        """Noon of its first day."""
        return datetime(self.period.first.year, self.period.first.month, 1, 12, tzinfo=UTC)

    async def get(self, caller: Caller, **headers: str) -> httpx.Response:
        """The answer to who asks for it."""
        return await caller.get(f"{MEASURE}?{self.asked}", **headers)

    async def declined(self, number: int, reason: str = "no-capacity") -> None:
        """So many cases with one offer each, made at noon of the first day, declined in an hour."""
        made, provider = self.begin, f"{next(_FAMILIES)}"[-8:]
        for _ in range(number):
            offer = _Offer(str(next(_FAMILIES)), str(uuid4()), provider, made)
            await self.keep([offer.made(), offer.then("rejected", 1, reason)])

    async def keep(self, events: Sequence[Event]) -> None:
        """As the hub keeps them."""
        last = {one.offer: one for one in events if one.offer}
        async with self.region.running.database.transaction() as connection:
            for one in last.values():
                row = (UUID(one.offer), "90000102", one.provider, int(one.case), one.round or 1)
                until = one.answer_by or one.at
                await connection.execute(_OFFER, *row, one.became[0], until)
            for one in events:
                was, became, actor = one.was or (None, None), one.became, one.actor
                row = (int(one.case), UUID(one.offer or ""), one.at, *was, *became, one.reason)
                await connection.execute(_EVENT, *row, actor.ura, actor.for_whom)


@dataclass(frozen=True)
class _Offer:
    case: str
    name: str
    provider: str
    at: datetime

    def made(self) -> Event:
        until = self.at + timedelta(hours=4)
        return Event(
            self.case, self.name, None, ("requested", None), None, Actor("90000102"), self.at,
            provider=self.provider, round=1, answer_by=until,
        )  # fmt: skip

    def then(self, status: str, hours: int, reason: str | None = None) -> Event:
        until, at = self.at + timedelta(hours=4), self.at + timedelta(hours=hours)
        return Event(
            self.case, self.name, ("requested", None), (status, None), reason,
            Actor(self.provider), at, provider=self.provider, round=1, answer_by=until,
        )  # fmt: skip


@contextmanager
def no_transfer_point(region: Region) -> Iterator[None]:
    """As long as it lasts there is none here."""
    points = cast("dict[str, str]", region.running.access.transfer_points)
    kept = dict(points)
    points.clear()
    try:
        yield
    finally:
        points.update(kept)


@asynccontextmanager
async def a_month(region: Region) -> AsyncIterator[Month]:
    """A new one; the desk is one while it lasts."""
    number = next(_MONTHS)
    desk, others = await region.organization(), await region.organization()
    points = cast("dict[str, str]", region.running.access.transfer_points)
    points[desk.ura] = "almere"
    try:
        yield Month(region, desk, others, Period.month(2001 + number // 12, number % 12 + 1))
    finally:
        del points[desk.ura]
