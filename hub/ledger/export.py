"""The whole ledger as AuditEvents, for who answers for it: an inspection, a collector of logs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.ledger.audit_event import audit_event
from hub.ledger.entry import entries
from hub.ledger.row import COLUMNS
from hub.ledger.search import names
from hub.ledger.words import Words
from hub.storage.database import Connection

ROWS = (
    f"SELECT {', '.join(COLUMNS)} FROM ledger WHERE ($1::timestamptz IS NULL OR at >= $1) "
    "AND ($2::timestamptz IS NULL OR at < $2) ORDER BY at, writer, number"
)
_AT_ONCE = 500


@dataclass(slots=True)
class Export:
    """From a moment on, before a moment; `hub` is where the hub is reached.

    `damaged` counts rows that can't be shown, when all was read: the log names them.
    """

    connection: Connection
    words: Words
    hub: str
    since: datetime | None = None
    before: datetime | None = None
    damaged: int = 0

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        """Oldest first, in one snapshot, everybody's and the hub's own; with all Patients named."""
        async with self.connection.transaction(isolation="repeatable_read", readonly=True):
            cursor = await self.connection.cursor(ROWS, self.since, self.before)
            while rows := await cursor.fetch(_AT_ONCE):
                told = await entries(self.connection, self.words, rows)
                self.damaged += len(rows) - len(told)
                keyring = self.words.keyring
                called = await names(self.connection, keyring, told, of_closed=True)
                for entry in told:
                    yield audit_event(entry, called, self.hub)
