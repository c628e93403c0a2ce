"""Vread: `GET Type/id/_history/version`. https://hl7.org/fhir/R4/http.html#vread."""

from hub.access.enforce import look
from hub.errors import Gone
from hub.fhir.call import Answer, Call
from hub.fhir.context import Hub
from hub.fhir.read import absent, record_of
from hub.fhir.stored import unseal
from hub.search import by_id

MOST_DIGITS = 9


async def vread(hub: Hub, call: Call, resource_type: str, resource_id: str, version: str) -> Answer:
    """That version, if the caller may see it.

    Raises:
        NotFound: not there, or not for this caller. Gone: that version is the deletion.
    """
    view = look(call.requester, "read", call.now)
    record = record_of(hub, call, "vread", resource_type, resource_id)
    plain = version.isascii() and version.isdigit() and len(version) <= MOST_DIGITS
    statement = by_id.vread(view, int(version) if plain else 0, record, hub.keyring)
    async with hub.database.connection() as connection:
        row = await connection.fetchrow(statement.sql, *statement.values)
    if row is None:
        raise absent()
    if row["deleted"]:
        raise Gone("in this version the resource was deleted", recorded=True)
    return unseal(row, hub.keyring).answer()
