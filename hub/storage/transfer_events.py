"""What became of cases and of their offers: one row for each step, which nobody changes.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from hub.storage.append import Rows, StatementPart
from hub.storage.binding import of_event
from hub.storage.database import Connection
from hub.storage.sealing import Keyring

_CASTS = {
    "family": "bigint",
    "offer": "uuid",
    "at": "timestamptz",
    "was": "text",
    "was_phase": "text",
    "became": "text",
    "became_phase": "text",
    "reason": "text",
    "actor": "text",
    "for_whom": "text",
    "region": "text",
    "care_type": "text",
    "provider": "text",
    "service": "text",
    "round": "int",
    "answer_by": "timestamptz",
    "filled": "smallint",
    "asked": "smallint",
    "sealed": "bytea",
}
_COLUMNS = ", ".join(_CASTS)
_EVENTS = StatementPart(
    f"told_events AS (INSERT INTO transfer_event ({_COLUMNS}) SELECT * FROM {{}} AS n)",
    tuple(_CASTS.values()),
)
_OVER = "'rejected', 'cancelled', 'completed', 'failed'"
_BETWEEN = (
    f"SELECT {_COLUMNS} FROM transfer_event WHERE family IN ("
    "SELECT family FROM transfer_event WHERE at >= $1 AND at < $2 "
    f"UNION SELECT family FROM transfer_offer WHERE status NOT IN ({_OVER}) "
    f"UNION SELECT family FROM transfer_case WHERE status NOT IN ({_OVER})) ORDER BY number"
)
_OF_CASE = f"SELECT {_COLUMNS} FROM transfer_event WHERE family = $1 ORDER BY number"


class OfInhabitant(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a step tells of the inhabitant, which nobody reads in the database."""

    origin: str | None = None
    city: str | None = None
    ready_at: datetime | None = None
    specialist_until: date | None = None
    wlz_stay_from: date | None = None
    admitted_at: datetime | None = None

    def sealed(self, keyring: Keyring, family: int, at: datetime) -> bytes | None:
        """For the step of this case at this moment; None where nothing is told."""
        if self == OfInhabitant():
            return None
        return keyring.seal(msgspec.json.encode(self), of_event(family, at))


@dataclass(frozen=True, slots=True)
class EventRow:
    """One step of a case, or of one offer of it: codes and URAs, and what is `sealed`."""

    family: int
    offer: UUID | None
    at: datetime
    was: str | None
    was_phase: str | None
    became: str
    became_phase: str | None
    reason: str | None
    actor: str
    for_whom: str | None = None
    region: str | None = None
    care_type: str | None = None
    provider: str | None = None
    service: str | None = None
    round: int | None = None
    answer_by: datetime | None = None
    filled: int | None = None
    asked: int | None = None
    sealed: bytes | None = None


def told(events: Sequence[EventRow]) -> tuple[StatementPart, Rows]:
    """The part of the statement that keeps these."""
    return _EVENTS, [tuple(getattr(one, name) for name in _CASTS) for one in events]


async def events_between(connection: Connection, start: datetime, end: datetime) -> list[EventRow]:
    """All steps of each case of which one is in this time, or that goes on; in their order."""
    return [EventRow(**dict(row)) for row in await connection.fetch(_BETWEEN, start, end)]


async def events_of(connection: Connection, family: int) -> list[EventRow]:
    """Those of one case, in their order."""
    return [EventRow(**dict(row)) for row in await connection.fetch(_OF_CASE, family)]


def of_inhabitant(row: EventRow, keyring: Keyring) -> OfInhabitant:
    """What is sealed in it; raises SealBroken."""
    if row.sealed is None:
        return OfInhabitant()
    said = keyring.open(row.sealed, of_event(row.family, row.at))
    return msgspec.json.decode(said, type=OfInhabitant)
