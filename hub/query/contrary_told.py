"""A directive as it goes out: flagged where a will and an agreement say the contrary.

By what of the record is open to the asker: what is closed to him makes no flag, for that would
tell that it is there. docs/decisions/0046-a-will-against-an-agreement.md
"""

from collections.abc import Collection
from contextlib import suppress

import msgspec

from consent.data_category import category_of
from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.errors import Damaged
from hub.query.along import Moved
from hub.security.errand import Errand
from hub.storage.body import tagged
from hub.storage.directives import consents_in
from hub.storage.stored import Stored, unseal_current
from profiles.pzp.contradiction.flag import Flag, flagged
from profiles.systems import HUB_LABELS

KIND = "Consent"
NONE = frozenset[str]()
_CATEGORY = category_of(KIND)
TAG = {
    "system": HUB_LABELS,
    "code": Flag.CONTRARY.value,
    "display": "Een wilsverklaring en een behandelafspraak spreken elkaar tegen: lees beide",
}
"""What marks each of both."""


async def contrary(
    access: Access, errand: Errand, dossier: Dossier, kinds: Collection[str]
) -> frozenset[str]:
    """The addresses, as the hub has them, of those to be flagged; `kinds` are shown.

    No statement where no Consent is, or where no will is open to the asker.

    Raises:
        Moved: the inhabitant's facts are no longer those that were decided by.
    """
    scope, reach = dossier.scope, dossier.reach
    wills = [one for one in dossier.facts.wills if scope.permits(one[0], _CATEGORY, one[1])]
    if KIND not in kinds or not wills:
        return NONE
    async with access.database.connection(urgent=errand.urgent) as connection:
        rows = await consents_in(connection, reach.pat, reach.within, ())
    if any(row["epoch"] != reach.epoch for row in rows):
        raise Moved
    consents = []
    for row in rows:
        if reach.opens(row["rid"], row["section"]):
            with suppress(Damaged):  # the log has named it, and who reads it is told
                consents.append(msgspec.json.decode(unseal_current(row, access.keyring).body))
    found = flagged(consents, errand.now)
    return frozenset(address for address, flags in found.items() if Flag.CONTRARY in flags)


def with_flag(stored: Stored) -> Stored:
    """The same, marked as one of both."""
    return msgspec.structs.replace(stored, body=tagged(stored.body, [TAG]))
