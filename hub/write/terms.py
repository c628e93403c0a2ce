"""Terms that have passed: who did not answer said no by that; who waits is looked at again."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from uuid import UUID

from hub.access.access import Access
from hub.errors import Damaged
from hub.ledger.own import passed
from hub.ledger.record import Record
from hub.storage.cases import CaseRow, case_due
from hub.storage.database import Connection
from hub.storage.failures import LOST_RACE
from hub.storage.offers import OfferRow, offer_due
from hub.transfer.moves.offering import Expire
from hub.transfer.moves.waiting import Resume
from hub.transfer.party import CLOCK
from hub.transfer.refused import Refused
from hub.transfer.step import Act
from hub.write.case_here import case_here
from hub.write.case_step import append_step, stepped
from hub.write.outcome import Outcome

Due = OfferRow | CaseRow
_Find = Callable[[Connection, datetime, set[UUID]], Awaitable[Due | None]]
_GONE = "the Task of a term is not here any more: tell the hub's owner the X-Request-Id"


async def expire_one(access: Access, now: datetime, but: set[UUID]) -> bool:
    """Whether there was an offer that nobody answered in time; as `_one`."""
    return await _one(access, now, but, offer_due)


async def resume_one(access: Access, now: datetime, but: set[UUID]) -> bool:
    """Whether there was a case that was to be looked at again by now; as `_one`."""
    return await _one(access, now, but, case_due)


async def _one(access: Access, now: datetime, but: set[UUID], find: _Find) -> bool:
    """Whether there was one; many workers may ask at once, and each has another.

    One that can't be read stands in the way of no other: it is left for now, as those in `but`.
    Nor is one that somebody changed meanwhile, which is looked at again.
    """
    due: Due | None = None
    try:
        async with access.database.transaction() as connection:
            due = await find(connection, now, but)
            if due is not None:
                await _pass(access, connection, due, now)
    except LOST_RACE:
        return True
    except (Damaged, Refused):
        if due is not None:
            but.add(due.rid)
    return due is not None


async def _pass(access: Access, connection: Connection, due: Due, now: datetime) -> None:
    here = await case_here(connection, access.keyring, due.family, due.placer)
    kept = next((one for one in here.kept.values() if one.rid == due.rid), None)
    if kept is None:
        raise Damaged(_GONE)

    def row(outcomes: Mapping[str, Outcome]) -> Record:
        told = [f"{one.name.address}/_history/{one.version}" for one in outcomes.values()]
        return passed(now, kept.row["pat"], told)

    act: Act = Expire(kept.stored.id) if isinstance(due, OfferRow) else Resume()
    await append_step(access, connection, stepped(here, act, CLOCK, now), {}, row)
