"""The one way to append: rows that stand when the transaction stands that they are written in."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from hub.errors import Unavailable
from hub.ledger.group_commit import GroupCommit
from hub.ledger.own import probe
from hub.ledger.packing import Packing, pack
from hub.ledger.record import Record
from hub.ledger.row import COLUMNS, Clear, organization_number, person_number
from hub.ledger.tally import Tally
from hub.ledger.words import PART, Words, month_of
from hub.storage.append import StatementPart, execute
from hub.storage.database import Connection, Database
from hub.storage.failures import FAILURES
from hub.storage.pen import Pen
from hub.storage.sealing import Keyring

_PROBE_WITHIN = 1.0  # seconds
NEW_WRITER = "SELECT nextval('ledger_writer')::int"
ROWS = StatementPart(
    f"ledgered AS (INSERT INTO ledger ({', '.join(COLUMNS)}) SELECT * FROM {{}} AS n)",
    tuple(COLUMNS.values()),
)
Parts = list[tuple[StatementPart, Sequence[tuple[object, ...]]]]


class Ledger:
    """Who did what to whose record, of one process. docs/decisions/0019-the-ledger.md."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self.database, self.keyring = database, keyring
        self.words = Words(keyring)
        self.pens: list[Pen] = []
        self.tally = Tally()
        self._group = GroupCommit(database, self.append)

    async def write(self, *records: Record) -> None:
        """Return when these rows are durable, in a transaction shared with others who wait.

        Raises:
            FAILURES of the database: nobody confirmed that they are. Unavailable: too many wait.
        """
        await self._group.write(*records)

    @property
    def waiting(self) -> int:
        """How many callers wait for their rows to be written."""
        return self._group.waiting

    async def takes_rows(self, now: datetime) -> bool:
        """Whether rows can be written: where the last one could not, another is tried."""
        if not self._group.failed:
            return True
        try:
            async with asyncio.timeout(_PROBE_WITHIN):
                await self.write(probe(now))
        except Unavailable:
            return False
        except FAILURES:
            return False
        return True

    async def append(
        self, connection: Connection, records: Sequence[Record], parts: Parts | None = None
    ) -> None:
        """These rows, in one statement with the `parts` that they tell of.

        They stand when the transaction does that is open on the connection, if one is.

        Raises:
            FAILURES of the database: then nothing was written.
        """
        pen = await self._pen(connection)
        packings = [pack(record, self.words) for record in records]
        words = self.words.unwritten(
            (month_of(record.at), *word)
            for record, packing in zip(records, packings, strict=True)
            for word in packing.words
        )
        rows = [
            self._row(record, packing, pen.writer, number)
            for number, (record, packing) in enumerate(
                zip(records, packings, strict=True), pen.next
            )
        ]
        await execute(connection, [*(parts or []), (PART, words), (ROWS, rows)])
        in_transaction = connection.is_in_transaction()
        pen.wrote(len(rows), in_transaction=in_transaction)
        self.tally.add(records)
        if not in_transaction:
            self.words.written(words)

    async def _pen(self, connection: Connection) -> Pen:
        pen = connection.pen
        if pen is None or pen.is_full:
            connection.pen = pen = Pen(await connection.fetchval(NEW_WRITER))
            self.pens.append(pen)
        return pen

    def _row(
        self, record: Record, packing: Packing, writer: int, number: int
    ) -> tuple[object, ...]:
        index, ura = self.keyring.index_key, record.ura
        clear = Clear(
            record.at,
            person_number(index, record.pat) if record.pat else None,
            organization_number(index, ura) if ura else None,
            writer,
            number,
        )
        sealed = self.keyring.seal_numbered(packing.plain, clear.nonce(), clear.bound())
        return (clear.at, clear.person, clear.organization, writer, number, sealed)
