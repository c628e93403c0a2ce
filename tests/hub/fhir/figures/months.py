"""Events of cases as they are kept, in a month that no other test counts."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import cast
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import httpx

from hub.storage.transfer_events import EventRow, OfInhabitant, told
from hub.transfer.figures.terms import Period
from hub.transfer.party import Actor
from hub.transfer.step import Event
from tests.hub.transfer.figures.simulated import simulated
from tests.plugins.hub import Caller, Region

_MONTHS, _FAMILIES = count(), count(10**12)
MEASURE = "Measure/transfer-figures/$evaluate-measure"
_YEARS, LONG_AGO = timedelta(days=5 * 364), "2021-10"
_OFFER = (
    "INSERT INTO transfer_offer (rid, placer, provider, family, round, status, is_selected, "
    "answer_by) VALUES ($1, $2, $3, $4, $5, $6, false, $7)"
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

    async def declined(self, number: int, reason: str = "no-capacity", provider: str = "") -> None:
        """So many cases with one offer each, made at noon of the first day, declined in an hour."""
        made, provider = self.begin, provider or f"{next(_FAMILIES)}"[-8:]
        for _ in range(number):
            offer = _Offer(str(next(_FAMILIES)), str(uuid4()), provider, made)
            await self.keep([offer.made(), offer.then("rejected", 1, reason)])

    async def keep(self, events: Sequence[Event]) -> None:
        """As the hub keeps them."""
        await kept(self.region, events)


async def long_ago(region: Region, cases: int = 150) -> None:
    """Simulated cases, of five years before they were."""
    number, events = next(_FAMILIES) * 1000, simulated(cases, seed=7).events
    await kept(region, [_moved(one, number) for one in events])


def _moved(event: Event, number: int) -> Event:
    offer = str(uuid5(NAMESPACE_OID, f"{number} {event.offer}")) if event.offer else None
    known = event.circumstances
    return replace(
        event,
        case=str(number + int(event.case.removeprefix("case-"))),
        offer=offer,
        at=event.at - _YEARS,
        answer_by=event.answer_by and event.answer_by - _YEARS,
        admitted_at=event.admitted_at and event.admitted_at - _YEARS,
        circumstances=replace(known, ready_at=known.ready_at and known.ready_at - _YEARS),
    )


async def kept(region: Region, events: Sequence[Event]) -> None:
    """These events, with what is told of the inhabitant sealed, and the offers that they are of."""
    last = {one.offer: one for one in events if one.offer}
    offers = [
        (UUID(name), "90000102", one.provider, int(one.case), one.round, one.became[0],
         one.answer_by or one.at)
        for name, one in last.items()
    ]  # fmt: skip
    part, rows = told([_row(region, one) for one in events])
    names = ", ".join(f"${n}::{cast}" for n, cast in enumerate(part.casts, 1))
    values = part.sql.format(f"(VALUES ({names}))")
    async with region.running.database.transaction() as connection:
        await connection.executemany(_OFFER, offers)
        await connection.executemany(f"WITH {values} SELECT 1", rows)


def _row(region: Region, event: Event) -> EventRow:
    known, family = event.circumstances, int(event.case)
    of = OfInhabitant(
        known.origin, known.city, known.ready_at, known.specialist_until, known.wlz_stay_from,
        event.admitted_at,
    )  # fmt: skip
    return EventRow(
        family=family,
        offer=UUID(event.offer) if event.offer else None,
        at=event.at,
        was=event.was[0] if event.was else None,
        was_phase=event.was[1] if event.was else None,
        became=event.became[0],
        became_phase=event.became[1],
        reason=event.reason,
        filled=event.held.filled if event.held else None,
        asked=event.held.asked if event.held else None,
        actor=event.actor.ura,
        for_whom=event.actor.for_whom,
        region=event.region or None,
        care_type=event.care_type,
        provider=event.provider,
        service=event.service,
        round=event.round,
        answer_by=event.answer_by,
        sealed=of.sealed(region.running.access.keyring, family, event.at),
    )


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
