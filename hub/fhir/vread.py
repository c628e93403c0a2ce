"""Vread: `GET Type/id/_history/version`. https://hl7.org/fhir/R4/http.html#vread."""

from hub.fhir.call import Answer, Call
from hub.fhir.headers import version_headers
from hub.fhir.parts import Hub
from hub.query import read as query


async def vread(hub: Hub, call: Call, resource_type: str, resource_id: str, version: str) -> Answer:
    """That version, if the caller may see it.

    Raises:
        NotFound: not there, or not for this caller. Gone: that version is the deletion.
    """
    wanted = query.Wanted(resource_type, resource_id, "vread")
    stored = await query.one_version(hub.access, call.errand, wanted, version)
    return Answer(200, stored.body, version_headers(stored.version, stored.last_updated))
