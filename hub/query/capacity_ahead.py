"""Places two weeks ahead, as who asks may see them, each with how far that was off before.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from consent.asker import Provider
from hub.access.access import Access
from hub.access.close import is_transfer_point
from hub.errors import Forbidden
from hub.ledger.record import Record
from hub.query.directory_listed import listed_of
from hub.search.called import called
from hub.security.errand import Errand
from hub.storage.site_capacity import said_last_of_days
from hub.transfer.capacity.columns import statement_of
from hub.transfer.capacity.statement import Statement
from hub.transfer.figures.ahead import Expectation, sites, sums
from hub.transfer.figures.clock import day_of
from hub.transfer.figures.forecast import Sight
from profiles.resource.read import words

NAME = "$forecast"
_BACK = timedelta(days=126)
"""Six weeks to look back from, and twelve to try it in."""
SIGHT = Sight()
_QUICK, _HELD, _MOST_HELD = 0.1, timedelta(hours=1), 64
_Asked = tuple[str | None, str | None]
"""Of which provider, None of a transfer point; and which kind of care."""
_ORGANISATIONS = "what sites expect is told to organisations; ask as the system of one"


@dataclass(frozen=True, slots=True)
class Expectations:
    """Sums of regions, and of single sites what who asks may see: his own, or all of one kind.

    `names` are those of sites, by their address, and of providers, by URA.
    """

    at: datetime
    sums: Sequence[Expectation]
    sites: Sequence[Expectation]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Ahead:
    """Reckons them, one at a time; what took long is held for an hour, and says of when it is."""

    access: Access
    _held: dict[_Asked, tuple[Expectations, float]] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def told(self, errand: Errand, care_type: str | None = None) -> Expectations:
        """Of one kind of care, or of all; to a transfer point single sites of one kind alone.

        It leaves its row.

        Raises:
            Forbidden: a person asks for himself.
        """
        if not isinstance(errand.asker, Provider):
            raise Forbidden(_ORGANISATIONS, rule="P-NO-PATIENT-CONTEXT")
        ura = errand.asker.ura
        asked = (None if is_transfer_point(self.access, ura) else ura, care_type)
        async with self._turn:
            found = self._kept(asked, errand.now) or await self._reckoned(asked, errand.now)
        await self.access.ledger.write(_record(errand, found))
        return found

    def _kept(self, asked: _Asked, now: datetime) -> Expectations | None:
        if asked not in self._held:
            return None
        found, cost = self._held[asked]
        return found if cost > _QUICK and timedelta() <= now - found.at < _HELD else None

    async def _reckoned(self, asked: _Asked, now: datetime) -> Expectations:
        whose, care_type = asked
        async with self.access.database.connection() as connection:
            rows = await said_last_of_days(connection, now - _BACK, now, care_type)
            locations = await listed_of(self.access, connection, "Location")
            uras = {row["provider"] for row in rows}
            providers = await called(connection, self.access.keyring, uras)
        began, said = time.perf_counter(), [statement_of(row) for row in rows]
        own = [one for one in said if one.of.provider == whose]
        shown = own if whose is not None else said if care_type else []
        names = {f"Location/{words(one, 'id')}": words(one, "name") for one in locations}
        found = await asyncio.to_thread(_expected, said, shown, now, whose)
        found = replace(found, names={**names, **providers})
        self._held.pop(asked, None)
        self._held[asked] = found, time.perf_counter() - began
        if len(self._held) > _MOST_HELD:
            del self._held[next(iter(self._held))]
        return found


def _expected(
    said: Sequence[Statement], shown: Sequence[Statement], now: datetime, whose: str | None
) -> Expectations:
    today = day_of(now)
    return Expectations(
        now, tuple(sums(said, today, SIGHT, whose)), tuple(sites(shown, today, SIGHT))
    )


def _record(errand: Errand, found: Expectations) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200,
        rule="DIRECTORY",
        errand=errand,
        type="MeasureReport",
        found=len(found.sums) + len(found.sites),
        detail={"operation": NAME},
    )
