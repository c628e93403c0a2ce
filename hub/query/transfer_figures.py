"""The figures of a month: all of them to a transfer point, to others as they were told once.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from functools import partial

import msgspec

from consent.asker import Provider
from hub.access.access import Access
from hub.errors import Forbidden, NotFound
from hub.ledger.record import Record
from hub.query.capacity_ahead import Ahead
from hub.query.transfer_events import transfer_events
from hub.query.transfer_facts import transfer_facts
from hub.search.called import called
from hub.security.errand import Errand
from hub.storage.published import Published, publish, published
from hub.transfer.figures.agreed import Agreed
from hub.transfer.figures.clock import AMSTERDAM
from hub.transfer.figures.figure import Figure
from hub.transfer.figures.month import figures_of
from hub.transfer.figures.publish import Line, for_desk, for_others
from hub.transfer.figures.terms import Period

NAME = "$evaluate-measure"
_QUICK = 0.05  # seconds
_IDLE = 10
"""Counting takes at most one part in so many of the time."""
_STALE, _HELD = timedelta(minutes=10), timedelta(hours=1)
"""When it is counted anew though nothing happened, and until when it is shown meanwhile."""
_MOST_HELD = 24
_LATER = timedelta(days=31)
"""How long before a month what was stated may still hold, and behind it be told of it."""
_NEWEST = "SELECT max(number) FROM transfer_event"
_ONLY_ORGANISATIONS = "figures of the transfer point are for organisations"
_NO_POINT = "there is no transfer point here, so there are no figures"
_NOT_BEGUN = "this month has not begun; ask for one that has"
_NOT_TOLD = "the figures of this month are told on {}; ask again then, or for an earlier month"


@dataclass(frozen=True, slots=True)
class Told:
    """Figures of a month as they were known `at` a moment, by the transfer point `ura`.

    `is_whole` is for the transfer point: nothing is masked, and `names` are those of providers.
    """

    lines: Sequence[Line]
    month: Period
    at: datetime
    ura: str
    is_whole: bool
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Held:
    lines: Sequence[Line]
    names: Mapping[str, str]
    at: datetime
    newest: int
    cost: float

    def is_idle(self, now: datetime) -> bool:
        """Whether it is so long ago that counting again takes no more than its part."""
        return self.age(now) > timedelta(seconds=_IDLE * self.cost)

    def age(self, now: datetime) -> timedelta:
        """How far from now it was counted: who waited asked before it, a clock may be set back."""
        return abs(now - self.at)


@dataclass(slots=True)
class Figures:
    """Counts months, one at a time, and holds what it counted while nothing changed."""

    access: Access
    agreed: Agreed
    ahead: Ahead = field(init=False)
    _held: dict[Period, _Held] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """What is expected is reckoned beside what was."""
        self.ahead = Ahead(self.access)

    async def told(self, errand: Errand, month: Period) -> Told:
        """What who asks may know of this month; it leaves its row.

        Raises:
            Forbidden: a person asks for himself. NotFound: no transfer point is here, or the month
                has not begun, or is not told yet.
        """
        if not isinstance(errand.asker, Provider):
            raise Forbidden(_ONLY_ORGANISATIONS, rule="P-NO-PATIENT-CONTEXT")
        points, asks = self.access.transfer_points, errand.asker.ura
        if not points:
            raise NotFound(_NO_POINT)
        if _begin(month) > errand.now:
            raise NotFound(_NOT_BEGUN)
        is_whole = asks in points
        if is_whole:
            held = await self._of_desk(month, errand.now)
            told = Told(held.lines, month, held.at, asks, is_whole, held.names)
        else:
            at, lines = await self._of_others(month, errand.now)
            told = Told(lines, month, at, min(points), is_whole)
        await self.access.ledger.write(_record(errand, told))
        return told

    async def _of_desk(self, month: Period, now: datetime) -> _Held:
        newest = await self._newest()
        held = self._held.get(month)
        if held is None or held.age(now) >= _HELD:
            return await self._counted(month, now, newest)
        has_moved, is_idle = held.newest != newest, held.is_idle(now)
        if held.cost < _QUICK and (has_moved or is_idle):
            return await self._counted(month, now, newest)
        if held.age(now) >= _STALE or (has_moved and is_idle):
            anew = partial(self._count_anew, month, now, newest)
            self.access.beside.begin((Figures, month), anew)
        return held

    async def _count_anew(self, month: Period, now: datetime, newest: int) -> None:
        await self._counted(month, now, newest)

    async def _counted(self, month: Period, now: datetime, newest: int) -> _Held:
        async with self._turn:
            held = self._held.get(month)
            if held is not None and held.newest >= newest and not held.is_idle(now):
                return held  # another counted while this one waited
            began = time.perf_counter()
            lines = for_desk(await self._figures(month, now))
            names = await self._names(lines)
            held = _Held(lines, names, now, newest, time.perf_counter() - began)
            self._held.pop(month, None)
            self._held[month] = held
            if len(self._held) > _MOST_HELD:
                del self._held[next(iter(self._held))]
            return held

    async def _of_others(self, month: Period, now: datetime) -> tuple[datetime, Sequence[Line]]:
        at = self.agreed.published_at(month)
        if now < at:
            raise NotFound(_NOT_TOLD.format(at.astimezone(AMSTERDAM).date()))
        async with self.access.database.connection() as connection:
            kept = await published(connection, month.first)
        if kept is None:
            kept = await self._publish(month, at)
        return kept.at, msgspec.json.decode(kept.lines, type=list[Line])

    async def _publish(self, month: Period, at: datetime) -> Published:
        async with self._turn:
            figures = await self._figures(month, at)
            lines = await asyncio.to_thread(for_others, figures, self.agreed.terms)
        made = Published(at, msgspec.json.encode(lines))
        async with self.access.database.connection() as connection:
            await publish(connection, month.first, made)
            return await published(connection, month.first) or made

    async def _figures(self, month: Period, at: datetime) -> tuple[Figure, ...]:
        begin, until = _begin(month), _end(month) + _LATER
        events = await transfer_events(self.access, begin, until)
        facts = await transfer_facts(self.access, self.agreed, begin - _LATER, until, at)
        return await asyncio.to_thread(figures_of, events, facts, self.agreed.terms, month, at)

    async def _names(self, lines: Sequence[Line]) -> Mapping[str, str]:
        """What providers call themselves, by URA, where they say it."""
        uras = {line.of[0] for line in lines if line.by == ("provider",)}
        async with self.access.database.connection() as connection:
            return await called(connection, self.access.keyring, uras)

    async def _newest(self) -> int:
        async with self.access.database.connection() as connection:
            return await connection.fetchval(_NEWEST) or 0


def _begin(month: Period) -> datetime:
    return datetime.combine(month.first, clock_time(), AMSTERDAM).astimezone(UTC)


def _end(month: Period) -> datetime:
    return datetime.combine(month.last + timedelta(days=1), clock_time(), AMSTERDAM).astimezone(UTC)


def _record(errand: Errand, told: Told) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200,
        rule="T-FIGURES" if told.is_whole else "DIRECTORY",
        errand=errand,
        type="MeasureReport",
        found=len(told.lines),
        asked=f"period={told.month.first:%Y-%m}",
        detail={"operation": NAME},
    )
