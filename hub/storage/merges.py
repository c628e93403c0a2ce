"""Merges written down, and the rows that one moves.

docs/decisions/0080-merges.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.storage.binding import microseconds
from hub.storage.current import VERSION
from hub.storage.database import Connection, Row
from hub.storage.sealing import Keyring
from hub.storage.stored import Stored, unseal

_COLUMNS = "id, custodian, event, prior, survivor, closed, undoes, at, sealed"
_INSERT = f"INSERT INTO identity_merge ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
_HELD = "SELECT pat FROM inhabitant WHERE pat = ANY ($1::uuid[]) ORDER BY pat FOR UPDATE"
_OF_A_SOURCE = "SELECT rid, type, category, deleted FROM resource WHERE pat = $1 AND custodian = $2"
_BEFORE = (
    f"SELECT {VERSION} FROM resource_version v "
    "JOIN unnest($1::uuid[], $2::int[]) AS s (rid, version) USING (rid, version) "
    "WHERE v.custodian = $3"
)


@dataclass(frozen=True, slots=True)
class Merge:
    """What `custodian` delivered went from `prior` to `survivor`; `said` is what is sealed."""

    id: UUID
    custodian: str
    event: bytes
    prior: UUID
    survivor: UUID
    closed: bool
    undoes: UUID | None
    at: datetime
    said: bytes


async def write_down(connection: Connection, keyring: Keyring, merge: Merge) -> None:
    """Once; a second of the same event is a race that was lost.

    Raises:
        asyncpg.UniqueViolationError: it was written down meanwhile, or undone.
    """
    sealed = keyring.seal(merge.said, _bound(merge))
    await connection.execute(
        _INSERT,
        merge.id,
        merge.custodian,
        merge.event,
        merge.prior,
        merge.survivor,
        merge.closed,
        merge.undoes,
        merge.at,
        sealed,
    )


async def of_event(
    connection: Connection, keyring: Keyring, custodian: str, event: bytes
) -> Merge | None:
    """The one that this source made by this message; raises SealBroken where it was changed."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM identity_merge WHERE custodian = $1 AND event = $2",
        custodian,
        event,
    )
    return None if row is None else _merge(row, keyring)


async def of_id(
    connection: Connection, keyring: Keyring, custodian: str, name: UUID
) -> Merge | None:
    """The one of this source with this id; raises SealBroken where it was changed."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM identity_merge WHERE custodian = $1 AND id = $2", custodian, name
    )
    return None if row is None else _merge(row, keyring)


async def hold(connection: Connection, pats: Sequence[UUID]) -> None:
    """Nothing new comes to these inhabitants until the transaction ends."""
    await connection.fetch(_HELD, list(pats))


async def kept_at(connection: Connection, pat: UUID, custodian: str) -> Sequence[Row]:
    """Name, type, category and whether it was deleted, of all that this source keeps of him."""
    return await connection.fetch(_OF_A_SOURCE, pat, custodian)


async def versions(
    connection: Connection, keyring: Keyring, custodian: str, named: Mapping[UUID, int]
) -> dict[UUID, Stored]:
    """These versions of this source's, by name; raises Damaged where one was changed."""
    rows = await connection.fetch(_BEFORE, list(named), list(named.values()), custodian)
    return {row["rid"]: unseal(row, keyring) for row in rows}


def _merge(row: Row, keyring: Keyring) -> Merge:
    found = Merge(
        **{name: row[name] for name in _COLUMNS.split(", ") if name != "sealed"}, said=b""
    )
    said = keyring.open(row["sealed"], _bound(found))
    return Merge(
        **{name: row[name] for name in _COLUMNS.split(", ") if name != "sealed"}, said=said
    )


def _bound(merge: Merge) -> bytes:
    names = (merge.id, merge.custodian, merge.prior, merge.survivor, merge.closed, merge.undoes)
    said = "|".join(map(str, names))
    return f"merge|{said}|{microseconds(merge.at)}|".encode() + merge.event
