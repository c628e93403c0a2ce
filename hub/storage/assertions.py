"""A client assertion is used once: insert or fail."""

import hashlib
from datetime import datetime

from hub.storage.database import Connection

USE = """
WITH forgotten AS (
    DELETE FROM assertion WHERE (client_id, jti) IN (
        SELECT client_id, jti FROM assertion WHERE until < $4::timestamptz - interval '1 hour'
        ORDER BY until LIMIT 20 FOR UPDATE SKIP LOCKED)
)
INSERT INTO assertion (client_id, jti, until) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING RETURNING true
"""


async def use_once(
    connection: Connection, client_id: str, jti: str, until: datetime, now: datetime
) -> bool:
    """Whether this is the first use of `jti` by this client; binding when the caller commits.

    A use that runs at the same moment waits for the other's commit. Rows long past their `until`
    are dropped on the way: an hour, for the clocks of several hubs differ.
    https://www.rfc-editor.org/rfc/rfc7519#section-4.1.7
    """
    digest = hashlib.sha256(jti.encode("utf-8", "surrogatepass")).digest()
    return await connection.fetchval(USE, client_id, digest, until, now) is not None
