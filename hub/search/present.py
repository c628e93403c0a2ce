"""Of which types an inhabitant has anything: no body is opened for it."""

from collections.abc import Iterable
from uuid import UUID

from consent.section import CHOICES
from hub.storage.database import Connection

_PRESENT = (
    "SELECT DISTINCT type FROM resource WHERE pat = $1 AND type = ANY ($2::text[]) "
    "AND NOT deleted AND category IS DISTINCT FROM $3"
)


async def present(connection: Connection, pat: UUID, kinds: Iterable[str]) -> frozenset[str]:
    """Those of the types of which something is there; choices about exchange are no record."""
    rows = await connection.fetch(_PRESENT, pat, sorted(kinds), CHOICES)
    return frozenset(row["type"] for row in rows)
