"""Whether a delete would be done: $validate with mode delete.

https://hl7.org/fhir/R4/codesystem-resource-validation-mode.html
"""

from dataclasses import replace

from consent.decision import Deny
from consent.grant import Recorded, may_delete
from hub.access.enforce import custodian, view_of
from hub.fhir.call import Call
from hub.fhir.context import Hub
from hub.ledger.record import AuditRecord
from hub.ledger.write import write
from hub.storage.database import Connection
from hub.storage.lookup import Known, keeps_more, lookup
from profiles.issue import Issue

NOT_YOURS = "There is nothing of yours at this address, so there is nothing to delete."
WITHDRAWN = "An inhabitant's choice is withdrawn, not deleted; update it to status inactive."
KEEPS_MORE = "You still keep something of this inhabitant; delete that first, the Patient last."


async def deletable(hub: Hub, call: Call, row: AuditRecord) -> list[Issue]:
    """What stands in the way; `row` is the call's audit row, which is written with what it saw."""
    own, view = custodian(call.requester), view_of(call.requester, call.now)
    async with hub.database.transaction() as connection:
        found = await lookup(connection, view, hub.keyring, filter(None, [row.resource]), (), ())
        mine = next((one for one in found if one.custodian == own), None)
        issues = [Issue("error", "not-found", "", NOT_YOURS)]
        if mine is not None:
            row = replace(row, rule="C-OWN-DOSSIER", pat=mine.pat, found=1)
            issues = [] if mine.deleted else await _in_the_way(connection, own, mine)
        await write(connection, row, hub.keyring)
    return issues


async def _in_the_way(connection: Connection, own: str, mine: Known) -> list[Issue]:
    if isinstance(may_delete(own, Recorded(mine.custodian, mine.privacy)), Deny):
        return [Issue("error", "business-rule", mine.type, WITHDRAWN)]
    if mine.type == "Patient" and mine.pat and await keeps_more(connection, mine.pat, own):
        return [Issue("error", "conflict", mine.type, KEEPS_MORE)]
    return []
