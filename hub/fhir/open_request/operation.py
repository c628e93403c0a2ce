"""`ServiceRequest/id/$open`: the request and the notice that candidates may see; nothing is kept.

docs/decisions/0087-offers-without-a-name.md
"""

import msgspec

from hub.fhir.call import Answer, Call
from hub.fhir.open_request.told import told
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.languages.asked import ASKED
from hub.query.full_request import NAME
from hub.query.open_request import open_request
from hub.security.granted import require_may_bring, require_scope

_TYPE = "ServiceRequest"
_ENCODER = msgspec.json.Encoder(decimal_format="number")


async def open_of_request(hub: Hub, call: Call, _resource_type: str, resource_id: str) -> Answer:
    """Of the full request that the URL names, for who may read it.

    Raises:
        NotFound: not there, or not for this asker. Forbidden: not in the token's scopes.
        Unprocessable: no offer can be made of it. Invalid.
    """
    said_in(call, NAME, ())
    require_scope(call.errand.client, _TYPE, "read")
    require_may_bring(call.errand.client, "Patient")
    made = await open_request(hub.access, call.errand, resource_id, hub.open_region)
    return Answer(200, _ENCODER.encode(told(made, ASKED.get())))
