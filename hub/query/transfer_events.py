"""What became of cases and offers, as the figures are made of it; nobody's name is in it.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from datetime import datetime

from hub.access.access import Access
from hub.errors import Damaged
from hub.storage.sealing import Keyring, SealBroken
from hub.storage.transfer_events import EventRow, events_between, of_inhabitant
from hub.transfer.circumstances import Circumstances
from hub.transfer.handoff import Held
from hub.transfer.party import Actor
from hub.transfer.step import Event

_BROKEN = "an event of a case was changed outside the hub: tell its owner the X-Request-Id"


async def transfer_events(access: Access, start: datetime, end: datetime) -> list[Event]:
    """All steps of each case of which one is from `start` until `end`, or that goes on, in order.

    Whole cases: of one that is cut in two nobody can tell when it began.

    Raises:
        Damaged: one was changed outside the hub.
    """
    async with access.database.connection() as connection:
        rows = await events_between(connection, start, end)
    return [event_of(row, access.keyring) for row in rows]


def event_of(row: EventRow, keyring: Keyring) -> Event:
    """It with what is sealed in it; raises Damaged."""
    try:
        said = of_inhabitant(row, keyring)
    except SealBroken:
        raise Damaged(_BROKEN) from None
    return Event(
        case=str(row.family),
        offer=str(row.offer) if row.offer else None,
        was=(row.was, row.was_phase) if row.was is not None else None,
        became=(row.became, row.became_phase),
        reason=row.reason,
        actor=Actor(row.actor, row.for_whom),
        at=row.at,
        region=row.region or "",
        care_type=row.care_type,
        circumstances=Circumstances(
            said.origin, said.city, said.ready_at, said.specialist_until, said.wlz_stay_from
        ),
        admitted_at=said.admitted_at,
        provider=row.provider,
        service=row.service,
        round=row.round,
        answer_by=row.answer_by,
        held=None if row.filled is None or row.asked is None else Held(row.filled, row.asked),
    )
