"""Seals what was committed: numbers it, chains it, signs how far it came. One sealer at a time."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hub.ledger.chain import START, link
from hub.ledger.checkpoint import Checkpoint, Range
from hub.ledger.row import COLUMNS, Clear
from hub.ledger.words import month_of
from hub.storage.database import Connection, Row

MOST_AT_ONCE = 2_000
"""Rows of one seal: they are hashed at one go."""
LATEST = timedelta(days=2)
"""How much older than the last seal a row can be that has none yet: no request takes so long."""
BUSY_FOR = 600.0
"""Seconds after its last row in which a writer is asked for more at each look."""
IDLE_ASKED_EVERY = 20.0
"""Seconds between two looks at all the others: of ten thousand writers most are gone for good."""
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_SEALS = "seal, at, month, first, writers, froms, tos, hash, signature"
LAST = f"SELECT {_SEALS} FROM ledger_seal ORDER BY seal DESC LIMIT 1"
SEALED = (
    "SELECT t.writer, max(t.last) AS last FROM ledger_seal s "
    "CROSS JOIN LATERAL unnest(s.writers, s.tos) AS t (writer, last) WHERE s.{} GROUP BY t.writer"
)
# Backwards by number until one is too old, so that the seals of years are left alone.
SEALED_SINCE = SEALED.format(
    "seal > coalesce((SELECT b.seal FROM ledger_seal b WHERE b.at < $1 "
    "ORDER BY b.seal DESC LIMIT 1), 0)"
)
SEALED_AFTER = SEALED.format("seal > $1")
WRITERS = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM ledger_writer"
WAITING = (
    f"SELECT l.* FROM unnest($1::int[], $2::int[]) AS w (writer, last) CROSS JOIN LATERAL ("
    f"SELECT {', '.join(COLUMNS)} FROM ledger e WHERE e.writer = w.writer AND e.number > w.last "
    f"AND e.at >= $3 ORDER BY e.number LIMIT {MOST_AT_ONCE}) AS l LIMIT {MOST_AT_ONCE}"
)
# Of those that no late seal has, who wrote lately all the same; the way back along all seals is
# for them.
NEWEST = (
    "SELECT w.writer, e.number, e.at >= $2 AS is_late FROM unnest($1::int[]) AS w (writer) "
    "CROSS JOIN LATERAL (SELECT l.number, l.at FROM ledger l WHERE l.writer = w.writer "
    "ORDER BY l.number DESC LIMIT 1) AS e"
)
SEALED_EVER = (
    "SELECT t.last FROM ledger_seal s CROSS JOIN LATERAL unnest(s.writers, s.tos) "
    "AS t (writer, last) WHERE t.writer = $1 ORDER BY s.seal DESC LIMIT 1"
)
OF_ANOTHER = (
    "HUB_CHECKPOINT_KEY: is not the key that signed the newest seal of the ledger; set that one"
)
INSERT = f"INSERT INTO ledger_seal ({_SEALS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"


class Broken(Exception):
    """The ledger is not as it was left: nothing is sealed until somebody looked at it."""


@dataclass(slots=True)
class Sealer:
    """Holds where the ledger was left; made anew by `resumed` by whoever takes over."""

    connection: Connection
    key: Ed25519PrivateKey
    clock: Callable[[], datetime]
    last: Checkpoint | None = None
    lasts: dict[int, int] = field(default_factory=dict)
    _busy: dict[int, float] = field(default_factory=dict)
    _newest: int = 0
    _all_asked: float = float("-inf")

    @classmethod
    async def resumed(
        cls, connection: Connection, key: Ed25519PrivateKey, clock: Callable[[], datetime]
    ) -> "Sealer":
        """Where the last seal stands.

        Raises:
            Broken: that seal was not made with this key.
        """
        sealer = cls(connection, key, clock)
        row = await connection.fetchrow(LAST)
        if row is None:
            return sealer
        sealer.last = Checkpoint.of_row(row)
        if not sealer.last.is_signed_by(key.public_key()):
            raise Broken(f"seal {sealer.last.seal} is not signed by HUB_CHECKPOINT_KEY")
        late = await connection.fetch(SEALED_SINCE, sealer.since - timedelta(days=1))
        sealer.lasts = {one["writer"]: one["last"] for one in late}
        await sealer._remember_the_idle()
        return sealer

    @property
    def since(self) -> datetime:
        """From when on a row may have no seal yet."""
        last = min(self.last.at, self.clock()) if self.last else _FIRST
        return last - LATEST

    async def _remember_the_idle(self) -> None:
        """Writers that no late seal has: long gone, or idle for days, or without a row yet."""
        others = [one for one in range(1, await self._writers() + 1) if one not in self.lasts]
        self._newest = await self._writers()
        self.lasts |= dict.fromkeys(range(1, self._newest + 1), 0) | self.lasts
        for row in await self.connection.fetch(NEWEST, others, self.since):
            last = row["number"]
            if row["is_late"]:
                last = await self.connection.fetchval(SEALED_EVER, row["writer"]) or 0
            self.lasts[row["writer"]] = last

    async def seal(self) -> list[Checkpoint]:
        """Seal what waits, at most 2,000 rows; a seal for each run of a month among them.

        Raises:
            Broken: the last seal is not the one that was made, or a row is missing.
        """
        rows = await self.waiting()
        return [await self._sealed(month, run) for month, run in runs(rows)]

    def asked(self, writers: int, now: float) -> dict[int, int]:
        """Of whom rows are looked for, behind which: of `writers` that there are by now.

        Who wrote lately, and now and then everybody: a row of a writer that was idle for long
        waits a little longer for its seal, and is not forgotten.
        """
        new = range(self._newest + 1, writers + 1)
        self.lasts |= dict.fromkeys(new, 0)
        self._busy |= dict.fromkeys(new, now)
        self._newest = writers
        if now - self._all_asked >= IDLE_ASKED_EVERY:
            return self.lasts
        self._busy = {one: since for one, since in self._busy.items() if now - since < BUSY_FOR}
        return {writer: self.lasts[writer] for writer in self._busy}

    async def waiting(self) -> Sequence[Row]:
        """Rows without a seal, at most 2,000; at the first look of all writers."""
        now = time.monotonic()
        asked = self.asked(await self._writers(), now)
        rows = await self._rows(asked, self.since)
        if self._missing(rows) is not None:
            # A clock that was behind for days wrote rows that are older than any can be.
            rows = await self._rows(asked, _FIRST)
        self._busy |= {row["writer"]: now for row in rows}
        if asked is self.lasts and len(rows) < MOST_AT_ONCE:
            self._all_asked = now
        return rows

    async def _rows(self, asked: dict[int, int], since: datetime) -> Sequence[Row]:
        return await self.connection.fetch(WAITING, list(asked), list(asked.values()), since)

    async def _writers(self) -> int:
        number: int = await self.connection.fetchval(WRITERS)
        return number

    async def _sealed(self, month: date, rows: Sequence[Row]) -> Checkpoint:
        before = self.last
        place = before.first + before.rows if before else 1
        ranges, digest = self._ranges(rows), before.hash if before else START
        for number, row in enumerate(rows, place):
            digest = link(digest, Clear.of(row).canonical(number, row["sealed"]))
        made = Checkpoint(
            seal=before.seal + 1 if before else 1,
            at=self.clock().astimezone(UTC),
            month=month,
            first=place,
            ranges=ranges,
            hash=digest,
        )
        made = replace(made, signature=made.signed(self.key))
        async with self.connection.transaction():
            await self._refuse_another(before)
            await self.connection.execute(INSERT, *made.values())
        self.last = made
        self.lasts |= {writer: last for writer, _, last in ranges}
        return made

    def _ranges(self, rows: Sequence[Row]) -> tuple[Range, ...]:
        """Of each writer what comes, which must go on where it was left."""
        if (writer := self._missing(rows)) is not None:
            begin = self.lasts[writer] + 1
            raise Broken(f"writer {writer}: row {begin} or one behind it is missing")
        found = _numbers(rows).items()
        return tuple((writer, numbers[0], numbers[-1]) for writer, numbers in sorted(found))

    def _missing(self, rows: Sequence[Row]) -> int | None:
        """The writer whose rows do not go on where it was left, or have a hole."""
        for writer, found in _numbers(rows).items():
            begin = self.lasts[writer] + 1
            if found != list(range(begin, begin + len(found))):
                return writer
        return None

    async def _refuse_another(self, before: Checkpoint | None) -> None:
        row = await self.connection.fetchrow(LAST)
        found = Checkpoint.of_row(row) if row is not None else None
        if found != before:
            raise Broken("the last seal is not the one that was made last")


def _numbers(rows: Sequence[Row]) -> dict[int, list[int]]:
    numbers: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        numbers[row["writer"]].append(row["number"])
    return numbers


def runs(rows: Sequence[Row]) -> Iterator[tuple[date, list[Row]]]:
    """Runs of one month, each by writer and then by number, as they are chained.

    A request that began before midnight may be written behind one that began after: its writer's
    rows are then of several runs.
    """
    waiting: dict[int, deque[Row]] = defaultdict(deque)
    for row in sorted(rows, key=lambda row: (row["writer"], row["number"])):
        waiting[row["writer"]].append(row)
    while heads := [queue[0] for queue in waiting.values() if queue]:
        month = min(month_of(row["at"]) for row in heads)
        run = []
        for queue in waiting.values():
            while queue and month_of(queue[0]["at"]) == month:
                run.append(queue.popleft())
        yield month, run


async def of_another_key(connection: Connection, key: Ed25519PublicKey) -> str | None:
    """What is wrong where the newest seal was not signed by the private half of this key."""
    row = await connection.fetchrow(LAST)
    if row is None or Checkpoint.of_row(row).is_signed_by(key):
        return None
    return OF_ANOTHER
