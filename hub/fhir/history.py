"""History of one resource: `GET Type/id/_history`. https://hl7.org/fhir/R4/http.html#history."""

import msgspec

from hub.access.enforce import look
from hub.fhir.bundle import Link, bundle
from hub.fhir.call import Answer, Call
from hub.fhir.context import Hub
from hub.fhir.read import absent, record_of
from hub.fhir.stored import unseal, version_headers
from hub.search import by_id
from hub.storage.body import instant
from hub.storage.database import Row

MOST_VERSIONS = 500
STATUS = {"POST": "201", "PUT": "200", "DELETE": "204"}


async def history(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """Every version that the caller may see, newest first, at most 500.

    Raises:
        NotFound: no version is there, or none for this caller.
    """
    view = look(call.requester, "read", call.now)
    record = record_of(hub, call, "history-instance", resource_type, resource_id)
    statement = by_id.history(view, record, hub.keyring, limit=MOST_VERSIONS)
    async with hub.database.connection() as connection:
        rows = await connection.fetch(statement.sql, *statement.values)
    if not rows:
        raise absent()
    address = f"{resource_type}/{resource_id}"
    entries = [_entry(hub, row, address) for row in rows]
    links = [Link("self", f"{hub.fhir_url}/{address}/_history")]
    return Answer(200, bundle("history", entries, links, total=len(rows)))


def _entry(hub: Hub, row: Row, address: str) -> bytes:
    headers = version_headers(row["version"], row["last_updated"])
    url = address.partition("/")[0] if row["method"] == "POST" else address
    response = {
        "status": "201" if row["version"] == 1 else STATUS[row["method"]],
        "etag": headers["ETag"],
        "lastModified": instant(row["last_updated"]),
    }
    tail = {"request": {"method": row["method"], "url": url}, "response": response}
    parts = [b'{"fullUrl":', msgspec.json.encode(f"{hub.fhir_url}/{address}")]
    if not row["deleted"]:
        parts += [b',"resource":', unseal(row, hub.keyring).body]
    return b"".join([*parts, b",", msgspec.json.encode(tail)[1:]])
