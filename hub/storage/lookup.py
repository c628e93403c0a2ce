"""What the store already knows of the resources that a write names: one statement."""

from collections.abc import Iterable
from uuid import UUID

from consent.section import CORRECTIONS
from hub.storage.current import newest, of_the_word, told
from hub.storage.database import Connection, Row

_COLUMNS = (
    f"{told('r')}, r.said_by, r.deleted, r.rank, r.digest, r.finders, "
    f"(SELECT max(n.version) FROM resource_version n WHERE {of_the_word('n', 'r')}) AS newest, "
    "i.bsn_hash, i.patient, i.epoch, "
    # Of many rows about one inhabitant the facts come once.
    "CASE WHEN row_number() OVER (PARTITION BY r.pat) = 1 THEN i.facts END AS facts"
)
_FOUND = (
    "FROM ("
    "SELECT * FROM resource WHERE rid = ANY ($1::uuid[]) "
    "UNION SELECT * FROM resource WHERE finders && $2::bigint[] "
    "UNION SELECT * FROM resource WHERE pat = ANY ($3::uuid[]) AND type = 'Patient'"
    # By the index for each row: the planner, who takes them for many, would read all inhabitants.
    ") AS r LEFT JOIN LATERAL "
    "(SELECT * FROM inhabitant a WHERE a.pat = r.pat OFFSET 0) AS i ON true"
)
LOOKUP = f"SELECT {_COLUMNS} {_FOUND} {newest('r')}"
LOOKED_AT = f"SELECT r.rid, r.said_by, r.version, r.last_updated, r.digest, i.epoch {_FOUND}"


async def lookup(
    connection: Connection, rids: Iterable[UUID], finders: Iterable[int], pats: Iterable[UUID]
) -> list[Row]:
    """Rows of these names, rows found by these keys, and the Patients of these inhabitants.

    With each the facts of its inhabitant, in the first row of each.
    """
    return await connection.fetch(LOOKUP, list(rids), list(finders), list(pats))


async def looked_at(
    connection: Connection, rids: Iterable[UUID], finders: Iterable[int], pats: Iterable[UUID]
) -> list[Row]:
    """The same rows, with only what tells whether they are as they were."""
    return await connection.fetch(LOOKED_AT, list(rids), list(finders), list(pats))


async def keeps(
    connection: Connection,
    pat: UUID,
    custodian: str,
    types: Iterable[str] | None = None,
    but: Iterable[UUID] = (),
) -> bool:
    """Whether this organisation keeps anything of the inhabitant beside its word on the Patient.

    Of these types alone where they are given, and but for these resources. What the inhabitant
    asked it to correct is his, and never deleted.
    """
    kept = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM resource WHERE pat = $1 AND custodian = $2 "
        "AND type <> 'Patient' AND NOT deleted AND category IS DISTINCT FROM $5 "
        "AND ($3::text[] IS NULL OR type = ANY ($3)) AND NOT rid = ANY ($4::uuid[]))",
        pat,
        custodian,
        list(types) if types is not None else None,
        list(but),
        CORRECTIONS,
    )
    return bool(kept)
