"""What the directory lists of one type, whole: services, and the sites where they are given."""

from collections.abc import Sequence

from hub.storage.current import newest, told
from hub.storage.database import Connection, Row

_LISTED = (
    f"SELECT {told('r')} FROM resource r {newest('r')} "
    "WHERE r.type = $1 AND r.pat IS NULL AND NOT r.deleted ORDER BY r.rid"
)


async def listed(connection: Connection, kind: str) -> Sequence[Row]:
    """All of this type, to be unsealed."""
    return await connection.fetch(_LISTED, kind)
