"""A directive as it goes out: flagged where a will and an agreement say the contrary.

By what of the record is open to the asker: what is closed to him makes no flag, for that would
tell that it is there. docs/decisions/0046-a-will-against-an-agreement.md
"""

from datetime import date, datetime

import msgspec

from consent.data_category import category_of
from hub.access.dossier import Dossier
from hub.storage.body import tagged
from hub.storage.stored import Stored
from profiles.pzp.contradiction.flag import Flag
from profiles.pzp.contradiction.stance import contrary
from profiles.systems import HUB_LABELS

KIND = "Consent"
_CATEGORY = category_of(KIND)
TAG = {
    "system": HUB_LABELS,
    "code": Flag.CONTRARY.value,
    "display": "Een wilsverklaring en een behandelafspraak spreken elkaar tegen: lees beide",
}
"""What marks each of both."""


def flagged(dossier: Dossier, now: datetime) -> frozenset[str]:
    """The addresses, as the hub has them, of what is open to the asker and contrary.

    Found once a day for each asker, as long as the facts are the same.
    """
    stances = dossier.facts.stances
    if len(stances) < 2:  # noqa: PLR2004 - of two sides
        return frozenset()
    by_day = dossier.once("contrary", dict[date, frozenset[str]])
    if now.date() not in by_day:
        by_day.clear()
        by_day[now.date()] = _flagged(dossier, now)
    return by_day[now.date()]


def _flagged(dossier: Dossier, now: datetime) -> frozenset[str]:
    permits = dossier.scope.permits
    open_ = [one for one in dossier.facts.stances if permits(one.custodian, _CATEGORY, one.address)]
    return frozenset(
        one.address for pair in contrary(open_, now) for one in (pair.agreement, pair.will)
    )


def with_flag(stored: Stored) -> Stored:
    """The same, marked as one of both."""
    return msgspec.structs.replace(stored, body=tagged(stored.body, TAG))
