"""Read: `GET Type/id`. https://hl7.org/fhir/R4/http.html#read."""

from hub.access.enforce import look
from hub.errors import Gone, NotFound
from hub.fhir.call import Answer, Call
from hub.fhir.context import Hub
from hub.fhir.stored import unseal, version_headers
from hub.ledger.record import AuditRecord
from hub.search import by_id
from hub.storage.address import rid


async def read(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """The newest version that the caller may see; 304 where he has it already.

    Raises:
        NotFound: not there, or not for this caller. Gone: it was deleted.
    """
    view = look(call.requester, "read", call.now)
    record = record_of(hub, call, "read", resource_type, resource_id)
    statement = by_id.read(view, record, hub.keyring)
    async with hub.database.connection() as connection:
        row = await connection.fetchrow(statement.sql, *statement.values)
    if row is None:
        raise absent()
    headers = version_headers(row["version"], row["last_updated"])
    if row["deleted"]:
        raise Gone("this resource was deleted", headers=headers, recorded=True)
    if call.headers.get("if-none-match") == headers["ETag"]:
        return Answer(304, b"", headers)
    return Answer(200, unseal(row, hub.keyring).body, headers)


def record_of(
    hub: Hub, call: Call, interaction: str, resource_type: str, resource_id: str
) -> AuditRecord:
    """The audit row of a read of one resource; what was found is filled in by SQL."""
    return AuditRecord(
        at=call.now,
        request_id=call.request_id,
        interaction=interaction,
        status=200,
        rule="",
        requester=call.requester,
        type=resource_type,
        resource=rid(hub.keyring, resource_type, resource_id),
        detail={"entity": [f"{resource_type}/{resource_id}"]},
    )


def absent() -> NotFound:
    """The one answer to what is not there and to what is not for this caller."""
    return NotFound(
        "there is no such resource here, or it is not open to you; search by patient instead",
        recorded=True,
    )
