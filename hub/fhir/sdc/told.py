"""The ledger's row of an operation that looked at nobody's record.

docs/decisions/0078-the-form-both-ways.md
"""

from hub.fhir.call import Call
from hub.fhir.parts import Hub
from hub.fhir.refusal import named_type
from hub.ledger.record import NOTHING, Record


async def told(hub: Hub, call: Call, operation: str) -> None:
    """Write that it was asked."""
    row = Record(
        at=call.errand.now,
        request_id=call.errand.request_id,
        interaction="operation",
        status=200,
        rule=NOTHING,
        errand=call.errand,
        type=named_type(call.segments),
        detail={"operation": operation},
    )
    await hub.access.ledger.write(row)
