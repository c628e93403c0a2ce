"""Rows of what is read in a transaction that is not committed yet.

docs/decisions/0074-reads-in-a-transaction.md
"""

from collections.abc import Sequence

from hub.ledger.append import Ledger, Parts
from hub.ledger.record import Record
from hub.storage.database import Connection, Database


class WaitingRows(Ledger):
    """They wait in `rows`, for who opened the transaction to write them; nothing else does."""

    def __init__(self, database: Database, outside: Ledger) -> None:
        super().__init__(database, outside.keyring)
        self.words = outside.words
        self.rows: list[Record] = []

    async def write(self, *records: Record) -> None:
        """Keep these, which nobody has confirmed."""
        self.rows += records

    async def append(
        self,
        connection: Connection,  # noqa: ARG002 - the one that it is about
        records: Sequence[Record],
        parts: Parts | None = None,
    ) -> None:
        """The same; raises ValueError where something is to be written with them."""
        if parts:
            raise ValueError("nothing is written within a read")
        self.rows += records
