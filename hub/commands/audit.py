"""`hub audit verify`: whether the ledger is what was written."""

from datetime import UTC, datetime

import asyncpg

from hub.ledger.checkpoint_file import checkpoint_files
from hub.ledger.verification import Verifier
from hub.ledger.words import Words
from hub.security.keys import checkpoint_public_key
from hub.settings import AuditSettings
from hub.storage.connections import Connection
from hub.storage.sealing import Keyring


async def verify(found: AuditSettings) -> list[str]:
    """What is wrong with it, a sentence each, in the order in which it was written.

    Raises:
        InvalidKey: HUB_CHECKPOINT_KEY; its public half is enough. FAILURES of the database.
    """
    key = checkpoint_public_key(found.checkpoint_key.get_secret_value())
    keyring = Keyring.parse(
        found.index_key.get_secret_value(), found.sealing_keys.get_secret_value()
    )
    url = found.database_url.get_secret_value()
    connection = await asyncpg.connect(url, connection_class=Connection)
    try:
        verifier = Verifier(connection, Words(keyring), key, datetime.now(UTC))
        files = checkpoint_files(found.checkpoint_files)
        return [fault async for fault in verifier.faults(files)]
    finally:
        await connection.close()
