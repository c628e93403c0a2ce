"""Whether the ledger is what was written: every row, seal and checkpoint, from the first on."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hub.ledger.chain import START, link
from hub.ledger.checkpoint import Checkpoint
from hub.ledger.checkpoint_file import CheckpointFile
from hub.ledger.own import EXPIRE, EXPORT, STOP, VERIFY
from hub.ledger.packing import Unpacked
from hub.ledger.removal import Removals
from hub.ledger.row import COLUMNS, Clear, opened
from hub.ledger.words import Key, Words, month_of
from hub.storage.database import Connection, Row
from hub.storage.sealing import SealBroken

SEALED_WITHIN = timedelta(minutes=1)
BY_COMMANDS = frozenset({VERIFY, EXPORT, EXPIRE})
"""Written also where no hub runs that would seal them."""
_COLUMNS = ", ".join(COLUMNS)
_OF = ", ".join(f"e.{column}" for column in COLUMNS)
SEALS = "SELECT * FROM ledger_seal ORDER BY seal"
NEWEST = "SELECT * FROM ledger_seal ORDER BY seal DESC LIMIT $1"
KNOWN = "SELECT month, word FROM ledger_word WHERE month = ANY ($1::date[])"
ROWS = (
    f"SELECT {_OF} FROM unnest($1::int[], $2::int[], $3::int[]) AS w (writer, first, last) "
    "JOIN ledger e ON e.writer = w.writer AND e.number BETWEEN w.first AND w.last "
    "ORDER BY e.writer, e.number, e.at"
)
WORDS = "SELECT month, word, sealed FROM ledger_word ORDER BY month, word"
COUNTS = "SELECT writer, count(*) AS rows FROM ledger GROUP BY writer ORDER BY writer"
TAIL = f"SELECT {_COLUMNS} FROM ledger WHERE writer = $1 AND number > $2 ORDER BY number, at"


@dataclass(slots=True)
class Verifier:
    """Reads everything in one snapshot, and tells what is wrong, a sentence each."""

    connection: Connection
    words: Words
    key: Ed25519PublicKey
    now: datetime
    checkpoints: dict[int, Checkpoint] = field(default_factory=dict)
    known: set[Key] = field(default_factory=set)
    sealed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    counted: Counter[int] = field(default_factory=Counter)
    removals: Removals = field(default_factory=Removals)
    promised: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    by_commands: set[tuple[int, int]] = field(default_factory=set)

    async def faults(self, files: Iterable[CheckpointFile] = ()) -> AsyncIterator[str]:
        """What is wrong, in the order in which it was written; nothing where all is whole."""
        async with self.connection.transaction(isolation="repeatable_read", readonly=True):
            parts = (self._words(), self._seals(), self._files(files), self._tails(), self._ends())
            for part in parts:
                async for fault in part:
                    yield fault

    async def newest(self, seals: int) -> AsyncIterator[str]:
        """The same of the newest so many seals only: quick, and says nothing of what is older."""
        async with self.connection.transaction(isolation="repeatable_read", readonly=True):
            rows = await self.connection.fetch(NEWEST, seals + 1)
            late = [Checkpoint.of_row(row) for row in reversed(rows)]
            before = late.pop(0) if len(late) > seals else None
            months = list({one.month for one in late})
            words = await self.connection.fetch(KNOWN, months)
            self.known |= {(row["month"], row["word"]) for row in words}
            for one in late:
                for writer, first, _ in one.ranges:
                    self.sealed.setdefault(writer, first - 1)
                for fault in await self._seal(one, before):
                    yield fault
                before = one

    async def _words(self) -> AsyncIterator[str]:
        async for row in self.connection.cursor(WORDS):
            for fault in self._word(row):
                yield fault

    async def _seals(self) -> AsyncIterator[str]:
        before: Checkpoint | None = None
        async for row in self.connection.cursor(SEALS):
            one = Checkpoint.of_row(row)
            for fault in await self._seal(one, before):
                yield fault
            self.checkpoints[one.seal] = before = one

    async def _files(self, files: Iterable[CheckpointFile]) -> AsyncIterator[str]:
        for file in files:
            for fault in self._file(file):
                yield fault

    async def _tails(self) -> AsyncIterator[str]:
        for count in await self.connection.fetch(COUNTS):
            writer, rows = count["writer"], count["rows"]
            if rows != self.counted[writer]:
                for fault in await self._tail(writer, rows):
                    yield fault

    async def _ends(self) -> AsyncIterator[str]:
        """What is known when all was read: which months went, and how far each writer came."""
        for fault in self.removals.faults(self.checkpoints.values()):
            yield fault
        for writer, last in sorted(self.promised.items()):
            if last > self.sealed[writer]:
                yield f"writer {writer}: its last row was {last}, and row {self.sealed[writer]} is"

    def _word(self, row: Row) -> Iterator[str]:
        month, number = row["month"], row["word"]
        self.known.add((month, number))
        try:
            self.words.open(month, number, row["sealed"])
        except SealBroken as broken:
            yield f"word {number} of {month}: {broken}"

    async def _seal(self, one: Checkpoint, before: Checkpoint | None) -> list[str]:
        faults = [
            *self._place(one, before),
            *(self._goes_on(one, *each) for each in one.ranges),
        ]
        rows = await self.connection.fetch(ROWS, *map(list, zip(*one.ranges, strict=True)))
        own = [row for row in rows if month_of(row["at"]) == one.month]
        if own:
            faults += self._held(one, own, before.hash if before else START)
        else:
            self.removals.gone.append(one)
        for writer, _, last in one.ranges:
            self.sealed[writer] = max(self.sealed[writer], last)
        return [fault for fault in faults if fault]

    def _held(self, one: Checkpoint, own: Sequence[Row], digest: bytes) -> list[str]:
        faults = [f"seal {one.seal}: {fault}" for fault in self._rows(own)]
        for place, row in enumerate(own, one.first):
            digest = link(digest, Clear.of(row).canonical(place, row["sealed"]))
        if len(own) != one.rows or digest != one.hash:
            faults.append(
                f"seal {one.seal}: of its {one.rows} rows one is missing, changed or added"
            )
        self.counted.update(row["writer"] for row in own)
        return faults

    def _place(self, one: Checkpoint, before: Checkpoint | None) -> Iterator[str]:
        number = before.seal + 1 if before else 1
        if one.seal != number:
            yield f"seal {number}: is missing"
        if one.first != (before.first + before.rows if before else 1):
            yield f"seal {one.seal}: does not begin where the one before ends"
        if not one.is_signed_by(self.key):
            yield f"seal {one.seal}: the signature does not fit"

    def _goes_on(self, one: Checkpoint, writer: int, first: int, last: int) -> str:
        expected = self.sealed[writer] + 1
        if first == expected and last >= first:
            return ""
        return f"seal {one.seal}: writer {writer} goes on at row {first} instead of {expected}"

    def _rows(self, rows: Sequence[Row]) -> Iterator[str]:
        for row in rows:
            where = f"row {row['number']} of writer {row['writer']}"
            try:
                said = opened(row, self.words.keyring)
            except (SealBroken, msgspec.DecodeError, msgspec.ValidationError) as broken:
                yield f"{where}: {broken}"
                continue
            month: date = month_of(row["at"])
            if any((month, word) not in self.known for word in said.words):
                yield f"{where}: a word that it leans on is missing"
            self._learn(said, row)

    def _learn(self, said: Unpacked, row: Row) -> None:
        """What a row says of the ledger itself."""
        record = said.record
        if record.interaction == EXPIRE:
            self.removals.add(record.detail)
        elif record.interaction == STOP:
            for writer, last in record.detail["lasts"].items():
                self.promised[int(writer)] = max(self.promised[int(writer)], last)
        if record.interaction in BY_COMMANDS:
            self.by_commands.add((row["writer"], row["number"]))

    def _file(self, file: CheckpointFile) -> Iterator[str]:
        """What was sealed once is there still; what was sealed a while ago stands in the file."""
        held = set()
        for number, said in enumerate(file.lines(), 1):
            fault = self._line(said)
            if fault:
                yield f"{file.path}: line {number}: {fault}"
            elif said is not None:
                held.add(said["seal"])
        if file.is_copy and not held:
            yield f"{file.path}: holds no checkpoint of this ledger"
        last = max(held if file.is_copy else self.checkpoints, default=0)
        due = (one for one in self.checkpoints.values() if self.now - one.at > SEALED_WITHIN)
        due = (one for one in due if one.seal <= last)
        missing = sorted(one.seal for one in due if one.seal not in held)
        if missing:
            yield f"{file.path}: lacks checkpoint {missing[0]}, of {len(missing)} in all"

    def _line(self, said: dict[str, Any] | None) -> str:
        if said is None:
            return "is no checkpoint"
        mine = self.checkpoints.get(said.get("seal", 0))
        if mine is None:
            return f"seal {said.get('seal')} is not in the database: it was cut off"
        if mine.kept() != said:
            return f"seal {mine.seal} is another one in the database"
        return ""

    async def _tail(self, writer: int, rows: int) -> list[str]:
        """Rows that no seal has yet: without a gap, whole, and not there for long."""
        tail = await self.connection.fetch(TAIL, writer, self.sealed[writer])
        faults = list(self._rows(tail))
        begin = self.sealed[writer] + 1
        if [row["number"] for row in tail] != list(range(begin, begin + len(tail))):
            faults.append(f"writer {writer}: a row behind row {begin - 1} is missing or added")
        if rows != self.counted[writer] + len(tail):
            faults.append(f"writer {writer}: has rows that no seal knows")
        waiting = [row for row in tail if (writer, row["number"]) not in self.by_commands]
        if waiting and self.now - min(row["at"] for row in waiting) > SEALED_WITHIN:
            faults.append(f"writer {writer}: row {begin} waits for its seal")
        self.sealed[writer] += len(tail)
        return faults
