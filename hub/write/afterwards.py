"""What is read in the transaction of a write, once all of it is written.

https://hl7.org/fhir/R4/http.html#trules and docs/decisions/0074-reads-in-a-transaction.md
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from hub.access.access import Access
from hub.errors import FhirError
from hub.ledger.record import Record
from hub.ledger.waiting import WaitingRows
from hub.storage.database import Connection

Inside = Access
"""What a read is asked of there."""


@dataclass(slots=True)
class Afterwards:
    """The reads, one after another; `refused` are the rows of the one that was refused."""

    reads: Sequence[Callable[[Inside], Awaitable[None]]]
    refused: Sequence[Record] = ()

    async def done(self, access: Access, connection: Connection) -> None:
        """Do them all, and write their rows.

        Raises:
            FhirError: one is refused; then nothing is to be written at all.
        """
        inside = access.within(connection)
        waiting = WaitingRows(inside.database, access.ledger)
        inside.ledger = waiting
        for each in self.reads:
            before = len(waiting.rows)
            try:
                await each(inside)
            except FhirError:
                self.refused = waiting.rows[before:]
                raise
        if waiting.rows:
            await access.ledger.append(connection, waiting.rows)

    async def tell(self, access: Access) -> None:
        """Write what would have stood in the transaction, of the read that ended it."""
        if self.refused:
            await access.ledger.write(*self.refused)
