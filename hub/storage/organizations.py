"""The organisations that take part, with every key that a consent may name them by."""

from collections.abc import Collection, Iterable

from hub.storage.database import Connection

ENROL = """
INSERT INTO organization (ura, type, keys) VALUES ($1, $2, $3)
ON CONFLICT (ura) DO UPDATE SET type = excluded.type, keys = excluded.keys
"""


async def enrol(connection: Connection, ura: str, kind: str, keys: Iterable[str]) -> None:
    """Write the organisation down, or anew; `keys` are `consent.category.keys_of(ura, kind)`."""
    await connection.execute(ENROL, ura, kind, sorted(keys))


UNREGISTERED = """
SELECT k FROM unnest($1::text[]) AS k
WHERE NOT EXISTS (SELECT FROM organization o WHERE k = ANY (o.keys)) ORDER BY k
"""


async def unregistered(connection: Connection, keys: Collection[str]) -> tuple[str, ...]:
    """Those of the names that a consent uses under which nobody takes part."""
    return tuple(row["k"] for row in await connection.fetch(UNREGISTERED, list(keys)))


async def enrolled(connection: Connection) -> dict[str, str]:
    """The type of each that takes part, by URA."""
    rows = await connection.fetch("SELECT ura, type FROM organization ORDER BY ura")
    return {row["ura"]: row["type"] for row in rows}
