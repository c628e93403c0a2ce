"""The choices that are offered: the same to everybody, with the names of the organisations in one.

docs/decisions/0039-choices-in-words.md
"""

from collections.abc import Collection, Mapping

from hub.access.access import Access
from hub.ledger.record import Record
from hub.search.called import called
from hub.security.errand import Errand

NAME = "$consent-options"


async def organization_names(
    access: Access, errand: Errand, uras: Collection[str], found: int
) -> Mapping[str, str]:
    """What these call themselves, by URA, where they say it; that it was asked stands in a row.

    It is of the open directory, and about no inhabitant.
    """
    async with access.database.transaction() as connection:
        names = await called(connection, access.keyring, uras)
        await access.ledger.append(connection, [_record(errand, found)])
    return names


def _record(errand: Errand, found: int) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200,
        rule="DIRECTORY",
        errand=errand,
        type="Consent",
        found=found,
        detail={"operation": NAME},
    )
