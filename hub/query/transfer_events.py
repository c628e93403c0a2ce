"""What happened in cases of the transfer point, as the figures are made of it.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from datetime import datetime

from hub.access.access import Access
from hub.storage.database import Row
from hub.transfer.party import Actor
from hub.transfer.step import Event

_OVER = "'rejected', 'cancelled', 'completed', 'failed'"
_EVENTS = (
    "SELECT e.family, e.offer, e.at, e.was, e.was_phase, e.became, e.became_phase, e.reason, "
    "e.actor, e.for_whom, o.provider, o.round, o.answer_by "
    "FROM transfer_event e JOIN transfer_offer o ON o.rid = e.offer WHERE e.family IN ("
    "SELECT family FROM transfer_event WHERE at >= $1 AND at < $2 "
    f"UNION SELECT family FROM transfer_offer WHERE status NOT IN ({_OVER})) "
    "ORDER BY e.number"
)


async def transfer_events(access: Access, start: datetime, end: datetime) -> list[Event]:
    """All events of each case of which one is from `start` until `end`, or that goes on.

    Whole cases: of one that is cut in two nobody can tell when it began.
    """
    async with access.database.connection() as connection:
        rows = await connection.fetch(_EVENTS, start, end)
    return [_event(row) for row in rows]


def _event(row: Row) -> Event:
    return Event(
        case=str(row["family"]),
        offer=str(row["offer"]),
        was=(row["was"], row["was_phase"]) if row["was"] else None,
        became=(row["became"], row["became_phase"]),
        reason=row["reason"],
        actor=Actor(row["actor"], row["for_whom"]),
        at=row["at"],
        provider=row["provider"],
        round=row["round"],
        answer_by=row["answer_by"],
    )
