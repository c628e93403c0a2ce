"""A DPoP proof is used once, in whichever process: insert or fail.

https://www.rfc-editor.org/rfc/rfc9449#section-11.1
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from asyncpg import UniqueViolationError

from hub.storage.append import Rows, StatementPart
from hub.storage.database import Database
from hub.storage.gathered import Gathered

MOST_AT_ONCE = 200
KEPT = "interval '10 minutes'"
"""Beyond the last moment at which it may be sent, for the clocks of two hubs differ: no hub starts
whose clock is five minutes off."""
_OLD = (
    "DELETE FROM proof WHERE name IN (SELECT p.name FROM proof p "
    f"WHERE p.until < {{}} - {KEPT} ORDER BY p.until LIMIT {{}} FOR UPDATE SKIP LOCKED)"
)
# The disk is not waited for: nothing is answered before a row of the ledger has reached it, which
# is written after this, and what comes after in the log of the database takes this along.
USE = f"""
WITH forgotten AS ({_OLD.format("$3::timestamptz", "2 * cardinality($1::bytea[]) + 20")}),
used AS (
    INSERT INTO proof (name, until) SELECT * FROM unnest($1::bytea[], $2::timestamptz[])
    ON CONFLICT DO NOTHING RETURNING name
)
SELECT name, set_config('synchronous_commit', 'off', true) FROM used
"""
_FORGOTTEN = StatementPart(
    f"unproven AS ({_OLD.format('(SELECT n.now FROM {} AS n (now))', '20')})", ("timestamptz",)
)
_USED = StatementPart(
    "proved AS (INSERT INTO proof (name, until) SELECT * FROM {} AS n)", ("bytea", "timestamptz")
)


class _Use(NamedTuple):
    name: bytes
    until: datetime
    now: datetime


class UsedProofs:
    """The proofs that were used; those that come at one moment share a statement."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._gathered = Gathered[_Use, bool](self._use, MOST_AT_ONCE)

    async def use(self, name: bytes, until: datetime, now: datetime) -> bool:
        """Whether it is new, and from now on it is not; raises FAILURES.

        One that is used elsewhere at the same moment waits for the other's commit.
        """
        return await self._gathered.ask(_Use(name, until, now))

    async def _use(self, asked: Sequence[_Use]) -> list[bool]:
        # In one order for everyone, so that no two wait for each other.
        names, untils, nows = zip(*sorted(asked), strict=True)
        # An urgent read may be among them.
        async with self._database.connection(urgent=True) as connection:
            rows = await connection.fetch(USE, names, untils, max(nows))
        new = {bytes(row["name"]) for row in rows}
        return [_taken(new, one.name) for one in asked]


def _taken(new: set[bytes], name: bytes) -> bool:
    """The first who asks has it."""
    if name not in new:
        return False
    new.remove(name)
    return True


def use_proof(name: bytes, until: datetime, now: datetime) -> list[tuple[StatementPart, Rows]]:
    """Parts of a statement that fails where it was used before, see `was_replayed`."""
    return [(_FORGOTTEN, [(now,)]), (_USED, [(name, until)])]


def was_replayed(failure: UniqueViolationError) -> bool:
    """Whether it is for a proof that the statement failed, and for nothing else in it."""
    return failure.table_name == "proof"
