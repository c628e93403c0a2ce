"""Subscriptions to what Mitz is asked about: taken beside the answer, and renewed in the same way.

Who is not asked about needs no copy: his lapses, and he is asked live about again.
docs/decisions/0032-mitz-in-a-request.md
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from consent.category import ura_text
from consent.data_category import CATEGORIES
from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.access.facts import Subscription
from hub.access.kept import Kept
from hub.access.number import number_of
from hub.errors import Damaged, whereabouts
from hub.ledger.own import subscribed
from hub.outbound.mitz.mitz import NotSubscribed
from hub.outbound.mitz.question import Holder
from hub.storage.failures import FAILURES, LOST_RACE

_LOG = logging.getLogger("hub.mitz")
_TRIES = 8
_FAILED: tuple[type[Exception], ...] = (*FAILURES, Damaged)


def renew(access: Access, dossier: Dossier, now: datetime) -> None:
    """Renew those by whose copies this record is decided, once they are due."""
    if dossier.facts.subscriptions:
        due = {one.custodian for one in dossier.facts.subscriptions if one.taken.is_due(now)}
        subscribe(access, dossier, now, [one for one in holders_of(dossier) if one.ura in due])


def subscribe(access: Access, dossier: Dossier, now: datetime, holders: Iterable[Holder]) -> None:
    """Begin to subscribe to these, where copies are kept and theirs is not there or is due."""
    if access.mitz is None or not access.mitz.takes_subscriptions:
        return
    for holder in holders:
        taken = dossier.facts.subscription(holder.ura)
        if taken is None or taken.is_due(now):
            about = dossier.reach.pat, holder.ura
            access.beside.begin(about, partial(_subscribe, access, dossier, holder))


def holders_of(dossier: Dossier) -> list[Holder]:
    """Whoever keeps data of which Mitz has a say."""
    return [
        Holder(ura_text(one.custodian), one.custodian_type)
        for one in dossier.facts.sections
        if one.category in CATEGORIES
    ]


async def _subscribe(access: Access, dossier: Dossier, holder: Holder) -> None:
    """Nobody waits for it: what goes wrong is logged, and tried again when he is asked about."""
    try:
        bsn = await number_of(access, dossier)
        if bsn is None or access.mitz is None:
            return
        taken = await access.mitz.subscribe(bsn, holder)
        await _keep(access, dossier.reach.pat, Subscription(holder.ura, taken))
    except NotSubscribed as why:
        _LOG.warning("Mitz took no subscription (%s)", why)
    except _FAILED as failure:
        _LOG.error("a subscription to Mitz was not kept: %s", whereabouts(failure))


async def _keep(access: Access, pat: UUID, one: Subscription) -> None:
    for _ in range(_TRIES):
        try:
            async with access.database.transaction() as connection:
                kept = await Kept.of(access, connection, pat)
                if kept is not None:
                    row = subscribed(one.taken.at, pat, {"custodian": one.custodian})
                    facts = kept.facts.with_subscription(one)
                    await kept.become(access, connection, facts, row)
                return
        except LOST_RACE:
            continue
