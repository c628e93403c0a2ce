"""What sites have at this moment, as who asks may see it.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from consent.asker import Provider
from hub.access.access import Access
from hub.access.caller import require_caller
from hub.access.close import home_of, is_transfer_point
from hub.errors import Forbidden
from hub.ledger.record import Record
from hub.query.directory_listed import Tree, care_of, listed_of
from hub.security.errand import Errand
from hub.settings import Settings
from hub.storage.database import Connection, Row
from hub.storage.kept_places import places_kept, promises_broken
from hub.storage.site_capacity import said_now
from hub.transfer.capacity.board import Row as BoardRow
from hub.transfer.capacity.board import board, disputed
from hub.transfer.capacity.columns import reservation_of, statement_of
from hub.transfer.capacity.freshness import Terms
from hub.transfer.capacity.seen import Seen, by_desk, by_provider
from hub.transfer.capacity.statement import CareAt, Statement

NAME = "$board"
_ORGANISATIONS = "what sites have free is told to organisations; ask as the system of one"


@dataclass(frozen=True, slots=True)
class Board:
    """What the asker sees; `to_mend` are the promises of a place that were broken.

    `disputed` is what is told under more than one region, to the transfer point.
    """

    seen: Seen
    to_mend: Sequence[Row]
    disputed: Sequence[CareAt]


@dataclass(frozen=True, slots=True)
class Free:
    """All rows of the board, with the services that they are of."""

    rows: Sequence[BoardRow]
    services: Sequence[Tree]
    statements: Sequence[Statement]


def terms_of(settings: Settings) -> Terms:
    """Until when a statement is fresh, and from when it is old."""
    fresh, old = settings.capacity_fresh_hours, settings.capacity_old_hours
    return Terms(timedelta(hours=fresh), timedelta(hours=old))


async def board_of(access: Access, errand: Errand, terms: Terms) -> Board:
    """All to a transfer point, his own and sums to a provider; it leaves its row.

    Raises:
        Forbidden: a person asks for himself.
    """
    require_caller(errand)
    if not isinstance(errand.asker, Provider):
        raise Forbidden(_ORGANISATIONS, rule="P-NO-PATIENT-CONTEXT")
    ura = errand.asker.ura
    is_desk = is_transfer_point(access, ura)
    async with access.database.connection() as connection:
        free = await free_at(access, connection, errand, terms)
        to_mend = await promises_broken(connection, None if is_desk else ura)
    seen = by_desk(free.rows) if is_desk else by_provider(free.rows, ura)
    twice = disputed(free.statements) if is_desk else ()
    await access.ledger.write(_record(errand, seen))
    return Board(seen, to_mend, twice)


async def free_at(access: Access, connection: Connection, errand: Errand, terms: Terms) -> Free:
    """What every site has at this moment."""
    said = [statement_of(row) for row in await said_now(connection)]
    kept = [reservation_of(row) for row in await places_kept(connection, errand.now)]
    services = await listed_of(access, connection, "HealthcareService")
    known = list(_unspoken(access, services, said))
    return Free(board(known, said, kept, errand.now, terms), services, said)


def _unspoken(
    access: Access, services: Sequence[Tree], said: Sequence[Statement]
) -> Iterator[CareAt]:
    """What is given somewhere and nobody says how much of there is."""
    spoken = {(one.of.provider, one.of.site, one.of.care_type) for one in said}
    for service in services:
        for of in care_of(service, home_of(access)):
            if (of.provider, of.site, of.care_type) not in spoken:
                yield of


def _record(errand: Errand, seen: Seen) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200,
        rule="DIRECTORY",
        errand=errand,
        type="MeasureReport",
        found=len(seen.rows),
        detail={"operation": NAME},
    )
