"""Read: `GET Type/id`. https://hl7.org/fhir/R4/http.html#read."""

from hub.fhir.call import Answer, Call
from hub.fhir.headers import has_already, version_headers
from hub.fhir.parts import Hub
from hub.query import read as query


async def read(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """The newest version that the caller may see; 304 where he has it already.

    Raises:
        NotFound: not there, or not for this caller. Gone: it was deleted.
    """
    wanted = query.Wanted(resource_type, resource_id, "read")
    stored = await query.current_version(hub.access, call.errand, wanted)
    headers = version_headers(stored.version, stored.last_updated)
    moment = None if stored.by_day else stored.last_updated
    if has_already(call.headers, stored.version, moment):
        return Answer(304, b"", headers)
    return Answer(200, stored.body, headers)
