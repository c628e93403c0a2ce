"""What is stored now, for a writer who asks it back. https://hl7.org/fhir/R4/http.html#ops."""

from hub.access.access import Access
from hub.search.by_id import STORED_VERSION
from hub.storage.pseudonym import rid
from hub.storage.stored import unseal
from hub.write.outcome import Outcome


async def representation(access: Access, outcome: Outcome) -> bytes:
    """The resource as stored, also where nothing changed.

    Raises:
        Damaged: it was changed outside the hub.
    """
    if outcome.body is not None:
        return outcome.body
    name = rid(access.keyring, outcome.name.type, outcome.name.id)
    async with access.database.connection() as connection:
        row = await connection.fetchrow(STORED_VERSION, name, outcome.version)
    assert row is not None  # noqa: S101 - the outcome names a version that is stored
    return unseal(row, access.keyring).body
