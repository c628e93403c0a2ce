"""What a source showed, kept until the hub has judged it, and then known by its digest alone."""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.core.errors import operation_outcome
from adapters.core.json import dump, load
from adapters.core.outbox import Outbox, Parcel
from adapters.core.records import Record
from adapters.core.rejected import Rejected
from adapters.core.trace import Trace
from profiles.invalid import JsonObject
from profiles.issue import Issue

_LAST = "SELECT digest FROM record WHERE place = ? ORDER BY number DESC LIMIT 1"
_TAKE = """
INSERT INTO record (place, digest, name, content, taken, state)
VALUES (?, ?, ?, ?, ?, 'waiting')
"""
_NEXT = "SELECT number, name, content FROM record WHERE state = 'waiting' ORDER BY number LIMIT 1"
_REFUSALS = """
SELECT status, answer FROM parcel WHERE record = ? AND state = 'refused' ORDER BY number
"""
_BYTES_AT_ONCE = 16 * 2**20
_RECORDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that is to be mapped."""

    number: int
    record: Record = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """A record that was judged; `why` is empty where the hub took all of it."""

    label: str
    why: str
    notes: tuple[str, ...]


class Keeping:
    """The records of one source in its outbox; `news` are those judged since it was emptied."""

    def __init__(self, outbox: Outbox, rejected: Rejected, trace: Trace | None = None) -> None:
        self._outbox = outbox
        self._trace = trace or Trace()
        self._rejected = rejected
        self.news: dict[int, Ended] = {}

    def take(self, records: Iterable[Record]) -> int:
        """Keep what was not seen before; how many. Raises OSError, sqlite3.OperationalError."""
        taken, ahead, size = 0, list[Record](), 0
        for record in records:
            if self._last(record.place) == record.digest:
                continue
            ahead.append(record)
            size += len(record.content)
            if size >= _BYTES_AT_ONCE or len(ahead) >= _RECORDS_AT_ONCE:
                taken += self._taken(ahead)
                ahead, size = [], 0
        return taken + self._taken(ahead)

    def next(self) -> Kept | None:
        """The oldest record that nobody mapped yet."""
        row = self._database.execute(_NEXT).fetchone()
        return Kept(row[0], Record(row[1], row[2])) if row else None

    def all_waiting(self) -> Iterator[Kept]:
        """Every record that nobody mapped yet, oldest first."""
        query = "SELECT number FROM record WHERE state = 'waiting' ORDER BY number"
        for (number,) in self._database.execute(query).fetchall():
            yield Kept(number, Record(self._one("name", number), self._one("content", number)))

    def content(self, name: str) -> bytes | None:
        """The newest content that is kept under this name."""
        query = "SELECT content FROM record WHERE place = ? ORDER BY number DESC LIMIT 1"
        row = self._database.execute(query, (Record(name, b"").place,)).fetchone()
        return row[0] if row else None

    def mapped(
        self,
        kept: Kept,
        parcels: Sequence[Parcel],
        notes: tuple[str, ...],
        to_mend: tuple[str, ...] = (),
    ) -> None:
        """These are what has to leave of it; `to_mend` keeps it set aside once they have."""
        with self._outbox.taking():
            since = self._since(kept.number)
            for parcel in parcels:
                self._outbox.add(parcel, kept.number, since)
            self._place_in_time(kept.number)
            said = (json.dumps(notes), json.dumps(to_mend))
            self._set(kept.number, "state = 'mapped', notes = ?, to_mend = ?", *said)
            if not parcels:
                self.ended(kept.number)

    def refused(self, kept: Kept, outcome: JsonObject, why: str) -> None:
        """Nothing of it can leave."""
        with self._outbox.taking():
            self._place_in_time(kept.number)
            self._set_aside(kept.number, outcome, why)

    def ended(self, number: int) -> None:
        """All that was made of it is judged; within `taking()`."""
        refusals = self._database.execute(_REFUSALS, (number,)).fetchall()
        if refusals:
            said = [load(answer) for _, answer in refusals]
            outcome = _together([*said, *mended(self._notes(number))])
            self._set_aside(number, outcome, f"refused with {refusals[0][0]}")
            return
        if to_mend := json.loads(self._one("to_mend", number)):
            self._outbox.tally("pushed", 1)
            issues = [Issue("warning", "incomplete", "", text) for text in to_mend]
            said = [operation_outcome(issues), *mended(self._notes(number))]
            self._set_aside(number, _together(said), f"brought, but for {to_mend[0]}")
            return
        name, place, label = self._named(number)
        self._rejected.settle(name)
        self._database.execute(
            "DELETE FROM record WHERE place = ? AND number < ? AND state = 'refused'",
            (place, number),
        )
        self._set(number, "state = 'pushed', name = NULL, content = NULL, judged = ?", time.time())
        self._forget_older(number, place)
        self._outbox.tally("pushed", 1)
        self.news[number] = Ended(label, "", self._notes(number))

    def waiting(self) -> int:
        """How many records were not judged yet."""
        return self._count("state IN ('waiting', 'mapped')")

    def set_aside(self) -> int:
        """How many are refused as they are now."""
        return self._count("state = 'refused'")

    def _taken(self, records: Sequence[Record]) -> int:
        if records:
            with self._outbox.taking():
                for record in records:
                    name = (record.place, record.digest, record.name)
                    self._database.execute(_TAKE, (*name, record.content, time.time()))
                self._outbox.tally("taken", len(records))
            for record in records:
                self._trace.step("taken", record.label)
        return len(records)

    def _set_aside(self, number: int, outcome: JsonObject, why: str) -> None:
        name, place, label = self._named(number)
        content = self._one("content", number)
        self._rejected.keep(Record(name, content), outcome)
        values = (time.time(), dump(outcome))
        self._set(number, "state = 'refused', judged = ?, outcome = ?", *values)
        self._forget_older(number, place)
        self.news[number] = Ended(label, why, ())

    def _forget_older(self, number: int, place: str) -> None:
        """Of what a place showed before, only what waits or was refused is still of use."""
        self._database.execute(
            "DELETE FROM record WHERE place = ? AND number < ? AND state = 'pushed'",
            (place, number),
        )

    def _since(self, number: int) -> int | None:
        """Its place in time where it is mapped anew."""
        again = self._one("judged", number) is not None
        return int(self._one("before", number)) if again else None

    def _place_in_time(self, number: int) -> None:
        """What is mapped later tells what is newer, also when this one is mapped anew."""
        if self._since(number) is None:
            self._set(number, "before = (SELECT coalesce(max(number), 0) FROM parcel)")

    def _named(self, number: int) -> tuple[str, str, str]:
        name = self._one("name", number)
        record = Record(name, b"")
        return name, record.place, record.label

    def _notes(self, number: int) -> tuple[str, ...]:
        return tuple(json.loads(self._one("notes", number)))

    def _last(self, place: str) -> str | None:
        row = self._database.execute(_LAST, (place,)).fetchone()
        return row[0] if row else None

    def _one(self, column: str, number: int) -> Any:
        query = f"SELECT {column} FROM record WHERE number = ?"
        return self._database.execute(query, (number,)).fetchone()[0]

    def _set(self, number: int, what: str, *values: object) -> None:
        self._database.execute(f"UPDATE record SET {what} WHERE number = ?", (*values, number))

    def _count(self, which: str) -> int:
        row = self._database.execute(f"SELECT count(*) FROM record WHERE {which}").fetchone()
        return int(row[0])

    @property
    def _database(self) -> sqlite3.Connection:
        return self._outbox.database


def mended(notes: Sequence[str]) -> list[JsonObject]:
    """What was mended before a record was sent, to stand beside what was said of it."""
    if not notes:
        return []
    text = f"mended before it was sent: {', '.join(notes)}"
    return [operation_outcome([Issue("information", "informational", "", text)])]


def _together(outcomes: Sequence[JsonObject]) -> JsonObject:
    issues = [issue for outcome in outcomes for issue in outcome.get("issue", [])]
    return {"resourceType": "OperationOutcome", "issue": issues}
