"""Months of the ledger go when nobody must keep them longer, and a row tells that they did."""

from datetime import date, datetime

import asyncpg

from hub.ledger.append import Ledger
from hub.ledger.checkpoint import Checkpoint
from hub.ledger.own import expired
from hub.ledger.removal import Removed
from hub.ledger.term import TERM, NotExpired
from hub.storage.database import Connection

MONTHS = (
    "SELECT to_date(substring(c.relname FROM '^ledger_of_(\\d{4}_\\d{2})$'), 'YYYY_MM') AS month "
    "FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "WHERE i.inhparent = 'ledger'::regclass AND c.relname ~ '^ledger_of_' ORDER BY 1"
)
SEALS_UNTIL = "SELECT * FROM ledger_seal WHERE month <= $1 AND seal > $2 ORDER BY seal LIMIT 5000"
DROP = "SELECT expire_ledger($1)"
_TRIES = 5


async def expire(ledger: Ledger, now: datetime, months: int) -> list[dict[str, object]]:
    """Remove whole months that ended `months` ago or earlier, the oldest first; what is gone.

    Raises:
        NotExpired: fewer months than the term, or a month that is not as it was sealed.
    """
    if months < TERM:
        raise NotExpired(f"a row is kept for {TERM} months at least; ask for {TERM} or more")
    async with ledger.database.connection() as connection:
        found = [row["month"] for row in await connection.fetch(MONTHS)]
    return [await _removed(ledger, now, month) for month in found if _is_over(month, now, months)]


def _is_over(month: date, now: datetime, months: int) -> bool:
    """Whether even its last row is so old."""
    return (now.year - month.year) * 12 + now.month - month.month > months


async def _removed(ledger: Ledger, now: datetime, month: date) -> dict[str, object]:
    """Gone, with the row that says so, or both not."""
    for tries in range(_TRIES, 0, -1):
        try:
            async with ledger.database.transaction() as connection:
                told = (await _found(connection, month)).told()
                rows = await connection.fetchval(DROP, month)
                if rows != told["rows"]:
                    raise NotExpired(
                        f"{month:%Y-%m} has {rows} rows, and {told['rows']} were sealed; "
                        "run `hub audit verify`, and find out why before it goes"
                    )
                await ledger.append(connection, [expired(now, told)])
        except asyncpg.LockNotAvailableError:
            if tries == 1:
                raise
        except asyncpg.RaiseError as refusal:
            raise NotExpired(str(refusal)) from None
        else:
            return told
    raise AssertionError("the last try returns or raises")


async def _found(connection: Connection, month: date) -> Removed:
    found, last = Removed(month), 0
    while rows := await connection.fetch(SEALS_UNTIL, month, last):
        for row in rows:
            found.add(Checkpoint.of_row(row))
        last = rows[-1]["seal"]
    return found
