"""What a provider said last of its own sites, and of what it gives and said nothing of.

docs/decisions/0088-capacity-and-matching.md
"""

from collections import defaultdict
from datetime import timedelta

from hub.access.access import Access
from hub.access.caller import custodian_of, require_caller
from hub.access.close import home_of
from hub.ledger.record import Record
from hub.query.directory_listed import care_of, listed_of
from hub.security.errand import Errand
from hub.storage.site_capacity import said_now
from hub.transfer.capacity.columns import statement_of
from hub.transfer.capacity.sheet_cells import Sender
from hub.transfer.capacity.statement import CareAt, Statement, in_force

NAME = "$capacity"
_A_SHIFT = timedelta(hours=8)


def sender_of(access: Access, errand: Errand) -> Sender:
    """Whose file it is; raises Forbidden where a person asks for himself."""
    return Sender(custodian_of(errand), home_of(access), errand.now)


async def own_capacity(access: Access, errand: Errand) -> list[Statement]:
    """Of each kind of care at each of its sites; it leaves its row.

    Raises:
        Forbidden: a person asks for himself.
    """
    require_caller(errand)
    ura, home, now = custodian_of(errand), home_of(access), errand.now
    said: dict[CareAt, list[Statement]] = defaultdict(list)
    async with access.database.connection() as connection:
        for row in await said_now(connection, ura):
            one = statement_of(row)
            said[one.of].append(one)
        services = await listed_of(access, connection, "HealthcareService")
    spoken = {(of.site, of.care_type) for of in said}
    given = dict.fromkeys(of for one in services for of in care_of(one, home))
    unsaid = [
        Statement(of, now, now, now + _A_SHIFT)
        for of in given
        if of.provider == ura and (of.site, of.care_type) not in spoken
    ]
    told = [last for listed in said.values() if (last := in_force(listed, now)) is not None]
    await access.ledger.write(
        Record(
            at=now,
            request_id=errand.request_id,
            interaction="operation",
            status=200,
            rule="DIRECTORY",
            errand=errand,
            type="MeasureReport",
            found=len(told),
            detail={"operation": NAME},
        )
    )
    return sorted([*told, *unsaid], key=lambda one: repr(one.of))
