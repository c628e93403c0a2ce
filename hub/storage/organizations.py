"""The organisations that take part, with every key that a consent may name them by."""

from collections.abc import Iterable

from hub.storage.database import Connection

ENROL = """
INSERT INTO organization (ura, type, keys) VALUES ($1, $2, $3)
ON CONFLICT (ura) DO UPDATE SET type = excluded.type, keys = excluded.keys
"""


async def enrol(connection: Connection, ura: str, kind: str, keys: Iterable[str]) -> None:
    """Write the organisation down, or anew; `keys` are `consent.category.keys_of(ura, kind)`."""
    await connection.execute(ENROL, ura, kind, sorted(keys))
