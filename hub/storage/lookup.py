"""What the store already knows of the resources that a write names: one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.storage.address import rid, seal_name
from hub.storage.body import unlabel
from hub.storage.database import Connection, Row
from hub.storage.sealing import Keyring
from hub.storage.view import View, judged


@dataclass(frozen=True, slots=True)
class Known:
    """A current row as a write needs it; `newest` is the highest version of any source's word."""

    rid: UUID
    said_by: str
    type: str
    id: str
    version: int
    newest: int
    last_updated: datetime
    pat: UUID | None
    custodian: str
    privacy: bool
    deleted: bool
    digest: bytes
    finders: frozenset[int]
    permit: bool

    @property
    def address(self) -> str:
        """`Type/id`."""
        return f"{self.type}/{self.id}"


COLUMNS = (
    "r.rid, r.said_by, r.type, r.version, r.last_updated, r.pat, r.custodian, r.privacy, "
    "r.deleted, r.sealed_id, r.digest, r.finders, j.permit, "
    "(SELECT max(v.version) FROM resource_version v WHERE v.rid = r.rid) AS newest"
)


async def lookup(
    connection: Connection,
    view: View,
    keyring: Keyring,
    rids: Iterable[UUID],
    finders: Iterable[int],
    pats: Iterable[UUID],
) -> list[Known]:
    """Rows of these names, rows found by these keys, and the Patients of these inhabitants."""
    values: list[object] = [list(rids), list(finders), list(pats)]

    def add(value: object, cast: str) -> str:
        values.append(value)
        return f"${len(values)}::{cast}"

    sql = (
        f"SELECT {COLUMNS} FROM ("
        "SELECT * FROM resource WHERE rid = ANY ($1::uuid[]) "
        "UNION SELECT * FROM resource WHERE finders && $2::bigint[] "
        "UNION SELECT * FROM resource WHERE pat = ANY ($3::uuid[]) AND type = 'Patient'"
        f") AS r CROSS JOIN LATERAL {judged(view.judge(add), 'r')} AS j"
    )
    return [_known(row, keyring) for row in await connection.fetch(sql, *values)]


def sealed_id(keyring: Keyring, rid: UUID, resource_id: str) -> bytes:
    """The id as the row keeps it."""
    return keyring.seal(resource_id.encode(), f"id|{rid}")


def _known(row: Row, keyring: Keyring) -> Known:
    return Known(
        rid=row["rid"],
        said_by=row["said_by"],
        type=row["type"],
        id=keyring.open(row["sealed_id"], f"id|{row['rid']}").decode(),
        version=row["version"],
        newest=row["newest"],
        last_updated=row["last_updated"],
        pat=row["pat"],
        custodian=row["custodian"],
        privacy=row["privacy"],
        deleted=row["deleted"],
        digest=row["digest"],
        finders=frozenset(row["finders"]),
        permit=row["permit"],
    )


async def keeps_more(connection: Connection, pat: UUID, custodian: str) -> bool:
    """Whether this organisation keeps anything of the inhabitant beside its word on the Patient."""
    kept = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM resource WHERE pat = $1 AND custodian = $2 "
        "AND type <> 'Patient' AND NOT deleted)",
        pat,
        custodian,
    )
    return bool(kept)


async def body_of(
    connection: Connection, keyring: Keyring, resource_type: str, resource_id: str, version: int
) -> bytes:
    """The body of a version that is known to be there and open to the caller."""
    number = rid(keyring, resource_type, resource_id)
    sealed = await connection.fetchval(
        "SELECT sealed FROM resource_version WHERE rid = $1 AND version = $2", number, version
    )
    return unlabel(keyring.open(sealed, seal_name(resource_type, number, version)))[1]
