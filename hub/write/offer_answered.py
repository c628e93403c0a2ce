"""An offer that a page answers: judged as one that a system sends, and changed by the same door.

docs/decisions/0086-the-transfer-point.md
"""

from typing import Any

import msgspec

from hub.access.access import Access
from hub.errors import Unprocessable
from hub.security.granted import require_scope
from hub.validation.house_rules import house_faults
from hub.validation.verdicts import Sent, Verdicts
from hub.write.offer_change import OfferChange, change_offer
from hub.write.outcome import Outcome


async def answer_offer(access: Access, verdicts: Verdicts, change: OfferChange) -> Outcome:
    """The next version of it.

    Raises:
        Forbidden: without the scope. Unprocessable: it is not valid.
        FhirError: as `change_offer`.
    """
    require_scope(change.errand.client, "Task", "update")
    resource: dict[str, Any] = dict(change.resource)
    sent = Sent(resource, change.errand, len(msgspec.json.encode(resource)))
    judged = await verdicts.of_write(sent, house_faults)
    if judged.refused:
        raise Unprocessable("not valid", issues=judged.issues, rule="VALIDATION")
    return await change_offer(access, change)
