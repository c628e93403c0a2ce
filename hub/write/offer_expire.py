"""Who did not answer an offer in time: it is taken for a no, and who made it is told by that."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from hub.access.access import Access
from hub.errors import Damaged
from hub.ledger.own import passed
from hub.ledger.record import Record
from hub.storage.database import Connection
from hub.storage.failures import LOST_RACE
from hub.storage.offers import OfferRow, offer_due
from hub.transfer.moves.offering import Expire
from hub.transfer.party import CLOCK
from hub.transfer.refused import Refused
from hub.write.case_here import case_here
from hub.write.case_step import append_step, stepped
from hub.write.outcome import Outcome

_GONE = "the Task of an offer is not here any more: tell the hub's owner the X-Request-Id"


async def expire_one(access: Access, now: datetime, but: set[UUID]) -> bool:
    """Whether there was one; many workers may ask at once, and each has another.

    One that can't be read stands in the way of no other: it is left for now, as those in `but`.
    Nor is one that somebody changed meanwhile, which is looked at again.
    """
    due: OfferRow | None = None
    try:
        async with access.database.transaction() as connection:
            due = await offer_due(connection, now, but)
            if due is not None:
                await _expire(access, connection, due, now)
    except LOST_RACE:
        return True
    except (Damaged, Refused):
        if due is not None:
            but.add(due.rid)
    return due is not None


async def _expire(access: Access, connection: Connection, due: OfferRow, now: datetime) -> None:
    here = await case_here(connection, access.keyring, due.family, due.placer)
    kept = next((one for one in here.kept.values() if one.offer.rid == due.rid), None)
    if kept is None:
        raise Damaged(_GONE)

    def row(outcomes: Mapping[str, Outcome]) -> Record:
        told = [f"{one.name.address}/_history/{one.version}" for one in outcomes.values()]
        return passed(now, kept.row["pat"], told)

    made = stepped(here, Expire(kept.stored.id), CLOCK, now)
    await append_step(access, connection, made, {}, row)
