"""What is stored now, for a writer who asks it back. https://hl7.org/fhir/R4/http.html#ops."""

from hub.access.access import Access
from hub.search.by_id import STORED_VERSION
from hub.storage.pseudonym import rid
from hub.storage.stored import Stored, unseal
from hub.write.outcome import Outcome


async def representation(access: Access, outcome: Outcome) -> bytes:
    """The resource as stored, also where nothing changed, as the writer calls it.

    Raises:
        Damaged: it was changed outside the hub.
    """
    called = outcome.called
    own = str(called.custodian if called else None)
    stored = await _stored(access, outcome, own)
    return called.stored(stored, own).body if called else stored.body


async def _stored(access: Access, outcome: Outcome, own: str) -> Stored:
    number, address = outcome.version, outcome.name.address
    if outcome.body is not None:
        return Stored(address, number, str(number), outcome.last_updated, outcome.body)
    name = rid(access.keyring, outcome.name.type, outcome.name.id)
    async with access.database.connection() as connection:
        row = await connection.fetchrow(STORED_VERSION, name, number, own)
    assert row is not None  # noqa: S101 - the outcome names a version that is stored
    return unseal(row, access.keyring)
