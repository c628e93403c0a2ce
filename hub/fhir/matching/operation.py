"""`ServiceRequest/id/$match`: who could take somebody, with each reason; nobody is chosen.

docs/decisions/0088-capacity-and-matching.md
"""

import msgspec

from hub.fhir.call import Answer, Call
from hub.fhir.matching.added import TAKEN, added
from hub.fhir.matching.told import told
from hub.fhir.operation_input import pairs_in
from hub.fhir.parts import Hub
from hub.query.matching import NAME, agreed_of, matched
from hub.security.granted import require_may_bring, require_scope


async def match(hub: Hub, call: Call, resource_type: str, resource_id: str) -> Answer:
    """Of the request that the URL names, with what its asker knows beside it.

    Raises:
        NotFound: not there, or not for this asker. Forbidden: not in the token's scopes, or for
            another to look. Unprocessable: it does not say what is looked for. Invalid.
    """
    require_scope(call.errand.client, resource_type, "read")
    require_may_bring(call.errand.client, "Patient")
    beside = added(pairs_in(call, NAME, TAKEN))
    found = await matched(hub.access, call.errand, resource_id, agreed_of(hub.settings), beside)
    return Answer(200, msgspec.json.encode(told(found)))
