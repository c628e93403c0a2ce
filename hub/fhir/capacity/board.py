"""`MeasureReport/$board`: what sites have at this moment, as who asks may see it.

docs/decisions/0088-capacity-and-matching.md
"""

import msgspec

from hub.fhir.call import Answer, Call
from hub.fhir.capacity.told import told
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.query.capacity_board import NAME, board_of, terms_of
from hub.security.granted import require_one_scope


async def capacity_board(hub: Hub, call: Call, resource_type: str) -> Answer:
    """Of all sites to a transfer point, of his own and the sums of regions to a provider.

    Raises:
        Invalid: a parameter. Forbidden: no scope, or a person asks for himself.
    """
    require_one_scope(call.errand.client, resource_type, ("read", "search-type"))
    said_in(call, NAME, ())
    found = await board_of(hub.access, call.errand, terms_of(hub.settings))
    return Answer(200, msgspec.json.encode(told(found)))
