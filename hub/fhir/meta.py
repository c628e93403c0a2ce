"""`Type/id/$meta`: what is said of a resource beside what it says.

https://hl7.org/fhir/R4/resource-operation-meta.html
"""

import msgspec

from hub.fhir.call import Answer, Call
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.query import read as query
from hub.security.granted import require_one_scope

NAME = "$meta"
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_NONE = msgspec.Raw(b"{}")


async def meta_of(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """The meta of the newest version that the caller may see; in the ledger it is a read.

    Raises:
        NotFound: not there, or not for this caller. Gone: it was deleted. Invalid: a parameter.
    """
    said_in(call, NAME, ())
    require_one_scope(call.errand.client, resource_type, ("read",))
    wanted = query.Wanted(resource_type, resource_id, "read")
    stored = await query.current_version(hub.access, call.errand, wanted)
    meta = _MEMBERS.decode(stored.body).get("meta", _NONE)
    told = {
        "resourceType": "Parameters",
        "parameter": [{"name": "return", "valueMeta": meta}],
    }
    return Answer(200, msgspec.json.encode(told))
