"""Whether a delete would be done: $validate with mode delete.

https://hl7.org/fhir/R4/codesystem-resource-validation-mode.html
"""

from msgspec import structs

from consent.decision import Deny
from consent.grant import Recorded, may_delete
from hub.access.access import Access
from hub.access.caller import custodian_of
from hub.ledger.record import NOTHING, Record
from hub.security.errand import Errand
from hub.storage.database import Connection
from hub.storage.lookup import keeps, lookup
from hub.storage.own_id import names_meant
from hub.write.found import Found, Known
from profiles.issue import Issue

NOT_YOURS = "There is nothing of yours at this address, so there is nothing to delete."
_WITHDRAWN = "An inhabitant's choice is withdrawn, not deleted; update it to status inactive."
KEEPS_MORE = "You still keep something of this inhabitant; delete that first, the Patient last."


async def deletable(access: Access, errand: Errand, kind: str, name: str) -> list[Issue]:
    """What stands in the way of deleting `kind/name`; the ledger keeps what was seen."""
    own = custodian_of(errand)
    numbers = names_meant(access.keyring, own, kind, name)
    row = Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200,
        rule=NOTHING,
        errand=errand,
        type=kind,
        entities=(f"{kind}/{name}",),
    )
    async with access.database.transaction() as connection:
        found = Found(access.keyring, own)
        found.add(access, errand, await lookup(connection, numbers, (), ()))
        mine = next(
            (one for one in found.words(kind, found.meant(kind, name)) if one.custodian == own),
            None,
        )
        issues = [Issue("error", "not-found", "", NOT_YOURS)]
        if mine is not None:
            row = structs.replace(row, rule="C-OWN-DOSSIER", pat=mine.pat, found=1)
            issues = [] if mine.deleted else await _in_the_way(connection, own, mine)
        await access.ledger.append(connection, [row])
    return issues


async def _in_the_way(connection: Connection, own: str, mine: Known) -> list[Issue]:
    if isinstance(may_delete(own, Recorded(mine.custodian, mine.privacy)), Deny):
        return [Issue("error", "business-rule", mine.type, _WITHDRAWN)]
    if mine.type == "Patient" and mine.pat and await keeps(connection, mine.pat, own):
        return [Issue("error", "conflict", mine.type, KEEPS_MORE)]
    return []
