"""History of one resource: `GET Type/id/_history`. https://hl7.org/fhir/R4/http.html#history."""

import msgspec

from hub.errors import operation_outcome
from hub.fhir.bundle import Link, bundle
from hub.fhir.call import Answer, Call
from hub.fhir.headers import version_headers
from hub.fhir.parts import Hub
from hub.query import read as query
from hub.query.read import Version
from profiles.instant import instant

STATUS = {"POST": "201", "PUT": "200", "DELETE": "204"}


async def history(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """Every version that the caller may see, newest first, at most 500.

    Raises:
        NotFound: no version is there, or none for this caller.
    """
    wanted = query.Wanted(resource_type, resource_id, "history-instance")
    versions = await query.all_versions(hub.access, call.errand, wanted)
    entries = [_entry(hub, one, wanted.address) for one in versions]
    links = [Link("self", f"{hub.fhir_url}/{wanted.address}/_history")]
    return Answer(200, bundle("history", entries, links, total=len(versions)))


def _entry(hub: Hub, version: Version, address: str) -> bytes:
    headers = version_headers(version.version, version.last_updated)
    url = address.partition("/")[0] if version.method == "POST" else address
    response: dict[str, object] = {
        "status": "201" if version.is_first else STATUS[version.method],
        "etag": headers["ETag"],
        "lastModified": instant(version.last_updated),
    }
    if version.damage is not None:
        response = {"status": "500", "outcome": operation_outcome(version.damage.issues)}
    tail = {"request": {"method": version.method, "url": url}, "response": response}
    parts = [b'{"fullUrl":', msgspec.json.encode(f"{hub.fhir_url}/{address}")]
    if version.stored is not None and not version.stored.deleted:
        parts += [b',"resource":', version.stored.body]
    return b"".join([*parts, b",", msgspec.json.encode(tail)[1:]])
