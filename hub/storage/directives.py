"""The current Consents in sections of one inhabitant's record: one statement."""

from collections.abc import Iterable
from uuid import UUID

from hub.storage.current import newest, told
from hub.storage.database import Connection, Row

MOST = 500
_KEPT = (
    f"SELECT {told('r')}, (SELECT epoch FROM inhabitant WHERE pat = $1) AS epoch "
    "FROM (SELECT * FROM resource WHERE pat = $1 AND type = 'Consent' "
    # Closed rows are not visited, so that time tells nothing of them.
    "AND section = ANY ($2::bigint[]) AND NOT deleted AND NOT rid = ANY ($3::uuid[]) "
    f"ORDER BY last_updated DESC, rid LIMIT {MOST}) AS r {newest('r')}"
)


async def consents_in(
    connection: Connection, pat: UUID, sections: Iterable[int], but: Iterable[UUID]
) -> list[Row]:
    """The newest of these sections, but for these resources; the `epoch` of their inhabitant."""
    return await connection.fetch(_KEPT, pat, list(sections), list(but))
