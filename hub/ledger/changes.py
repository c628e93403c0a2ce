"""What was changed in the registers comes into the ledger, by whoever has the duty to seal.

Commands work as the owner, who has no keys, so a trigger writes down what they did.
"""

from datetime import datetime

from hub.ledger.append import Ledger
from hub.ledger.own import changed
from hub.storage.database import Connection

MOST_AT_ONCE = 500
TAKEN = (
    "DELETE FROM configuration_change WHERE number IN (SELECT number FROM configuration_change "
    f"ORDER BY number LIMIT {MOST_AT_ONCE}) RETURNING number, at, role, place, done, name"
)


async def tell_changes(connection: Connection, ledger: Ledger, now: datetime) -> None:
    """Each as a row. What is taken out and what is written stand or fall together.

    Raises:
        FAILURES of the database: nobody confirmed it, and the connection is to be given up; what
            waits is told the next time.
    """
    try:
        async with connection.transaction():
            rows = sorted(await connection.fetch(TAKEN), key=lambda row: int(row["number"]))
            changes = [{**row, "at": row["at"].isoformat()} for row in rows]
            if changes:
                await ledger.append(connection, [changed(now, change) for change in changes])
    except BaseException:
        if connection.pen:
            connection.pen.dropped()
        raise
    if connection.pen:
        connection.pen.kept()
