"""Which parcels leave next, and what became of those that left."""

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from adapters.core.json import dump
from adapters.core.outbox import Outbox, Parcel
from adapters.core.telling import Telling, tellings
from profiles.invalid import JsonObject

_HEADS = """
SELECT lane, min(number) FROM parcel WHERE state = 'waiting' AND lane > ?
GROUP BY lane ORDER BY lane LIMIT ?
"""
_ONE = "SELECT lane, label, target, body, notes, record, since FROM parcel WHERE number = ?"
_PUSHED = "UPDATE parcel SET state = 'pushed', body = NULL, judged = ? WHERE number = ?"
_REFUSED = (
    "UPDATE parcel SET state = 'refused', judged = ?, status = ?, answer = ? WHERE number = ?"
)
_OVERTAKEN = "UPDATE parcel SET state = 'overtaken', body = NULL, judged = ? WHERE number = ?"
_TELL = """
INSERT INTO told (what, number) VALUES (?, ?)
ON CONFLICT (what) DO UPDATE SET number = max(number, excluded.number)
"""
_REFUSED_BEFORE = """
SELECT number, body, coalesce(since, number) FROM parcel
WHERE lane = ? AND state = 'refused' AND number < ? ORDER BY number DESC LIMIT 50
"""
_WIPED_SECONDS = 60.0
_KEPT_SECONDS = 90 * 24 * 3600.0
_FORGET = "DELETE FROM parcel WHERE body IS NULL AND judged < ?"


@dataclass(frozen=True, slots=True)
class Leaving:
    """A parcel on its way; what of it was told anew since by a later one."""

    number: int
    parcel: Parcel
    record: int | None
    told_anew: tuple[Telling, ...] = field(repr=False)
    is_late: bool = False
    """Whether it is brought again after others of its lane have gone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the hub said of one; `outcome` is None where it took it."""

    leaving: Leaving
    status: int
    outcome: JsonObject | None = field(default=None, repr=False)


class Dispatch:
    """The lanes' view of the outbox; `ended` hears of each record none of whose parcels waits."""

    def __init__(self, outbox: Outbox, ended: Callable[[int], None] = lambda _: None) -> None:
        self._outbox = outbox
        self._ended = ended
        self._after = ""
        self._wiped = -_WIPED_SECONDS

    def heads(self, busy: Collection[str], most: int) -> list[Leaving]:
        """The first waiting parcel of lanes that are not busy, each lane in its turn."""
        found: list[int] = []
        for start in (self._after, ""):
            for lane, number in self._database.execute(_HEADS, (start, most + len(busy))):
                if len(found) < most and lane not in busy and number not in found:
                    found.append(number)
                    self._after = lane
            if len(found) >= most or not start:
                break
        return [self._leaving(number) for number in found]

    def open_lanes(self, closed: Collection[str], most: int) -> int:
        """How many lanes have a waiting parcel, but for the `closed`; counted up to `most`."""
        query = "SELECT DISTINCT lane FROM parcel WHERE state = 'waiting' LIMIT ?"
        rows = self._database.execute(query, (most + len(closed),))
        return min(most, sum(lane not in closed for (lane,) in rows))

    def waiting(self) -> int:
        """How many parcels wait."""
        return self._value("SELECT count(*) FROM parcel WHERE state = 'waiting'")

    def judge(self, verdicts: Sequence[Verdict]) -> None:
        """All of it on disk when this returns, or nothing. Raises sqlite3.OperationalError."""
        if not verdicts:
            return
        now = time.time()
        with self._outbox.taking():
            for verdict in verdicts:
                self._write(verdict, now)
            for record in {verdict.leaving.record for verdict in verdicts} - {None}:
                assert record is not None  # noqa: S101 -- taken out of the set
                if not self._value(
                    "SELECT count(*) FROM parcel WHERE record = ? AND state = 'waiting'", record
                ):
                    self._ended(record)
            self._outbox.keep("silent since", None)
            self._database.execute(_FORGET, (now - _KEPT_SECONDS,))
        # What is held for weeks keeps nothing of what left meanwhile.
        if not self.waiting() or time.monotonic() - self._wiped >= _WIPED_SECONDS:
            self._wiped = time.monotonic()
            # Somebody who reads it meanwhile holds that up: then at the next time.
            with suppress(sqlite3.OperationalError):
                self._outbox.wipe()

    def _write(self, verdict: Verdict, now: float) -> None:
        leaving = verdict.leaving
        if verdict.outcome is not None:
            answer = dump(verdict.outcome)
            self._database.execute(_REFUSED, (now, verdict.status, answer, leaving.number))
            return
        self._database.execute(_PUSHED, (now, leaving.number))
        self._outbox.tally("pushed", leaving.record is None)
        self._outbox.keep("last push", now)
        place = self._place(leaving.number)
        whats = [(self._what(one), place) for one in tellings(_transaction(leaving.parcel))]
        self._database.executemany(_TELL, whats)
        self._overtake(leaving, now)

    def _overtake(self, leaving: Leaving, now: float) -> None:
        """What was refused before, and all told anew by now, asks nobody for anything."""
        before = (leaving.parcel.lane, leaving.number)
        for number, body, place in self._database.execute(_REFUSED_BEFORE, before).fetchall():
            said = tellings(body)
            own = [one for one in said if one.is_own] or said
            if own and len(list(self._anew(own, place))) == len(own):
                self._database.execute(_OVERTAKEN, (now, number))

    def _leaving(self, number: int) -> Leaving:
        lane, label, target, body, notes, record, since = self._database.execute(
            _ONE, (number,)
        ).fetchone()
        parcel = Parcel(lane, label, target, body, tuple(json.loads(notes)))
        place = self._place(number)
        anew = tuple(self._anew(tellings(_transaction(parcel)), place))
        return Leaving(number, parcel, record, anew, since is not None)

    def _anew(self, said: Sequence[Telling], place: int) -> Iterator[Telling]:
        for one in said:
            query = "SELECT 1 FROM told WHERE what = ? AND number > ?"
            if self._database.execute(query, (self._what(one), place)).fetchone():
                yield one

    def _place(self, number: int) -> int:
        return int(
            self._value("SELECT coalesce(since, number) FROM parcel WHERE number = ?", number)
        )

    def _what(self, telling: Telling) -> int:
        return int.from_bytes(bytes.fromhex(self._outbox.pseudonym(telling.url)), signed=True)

    def _value(self, query: str, *values: int) -> int:
        return int(self._database.execute(query, values).fetchone()[0])

    @property
    def _database(self) -> sqlite3.Connection:
        return self._outbox.database


def _transaction(parcel: Parcel) -> bytes | None:
    return None if parcel.target else parcel.body
