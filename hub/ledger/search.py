"""Rows of an organisation's own calls, as it may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.ledger.append import Ledger
from hub.ledger.entry import Entry, entries
from hub.ledger.event_name import place_of
from hub.ledger.record import OPENING
from hub.ledger.row import COLUMNS, organization_number, person_number
from hub.storage.current import newest, told
from hub.storage.database import Connection
from hub.storage.sealing import Keyring
from hub.storage.stored import unseal_current

_COLUMNS = ", ".join(COLUMNS)
_OWN = f"SELECT {_COLUMNS} FROM ledger WHERE organization = $1"
# What lies in the same moment is told apart by its place: pages neither skip nor repeat a row.
OWN = (
    f"{_OWN} AND ($2::timestamptz IS NULL OR at >= $2) AND ($3::timestamptz IS NULL OR at < $3) "
    "AND ($4::timestamptz IS NULL OR (at, writer, number) < ($4, $5::int, $6::int)) "
    "ORDER BY at DESC, writer DESC, number DESC LIMIT $7"
)
OF_PERSON = OWN.replace("$1", "$1 AND person = $8")
ONE = f"{_OWN} AND at = $2 AND writer = $3 AND number = $4"
MOST_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Of one Patient, by his name in the database, from a moment on, before a moment."""

    ura: str
    patient: UUID | None
    since: datetime | None
    before: datetime | None
    most: int


async def own_entries(connection: Connection, ledger: Ledger, asked: Asked) -> list[Entry]:
    """Newest first; of a Patient the calls to which something was open."""
    index = ledger.keyring.index_key
    sql, whose = OWN, []
    if asked.patient is not None:
        pat = await connection.fetchval(
            "SELECT pat FROM inhabitant WHERE patient = $1", asked.patient
        )
        if pat is None:
            return []
        sql, whose = OF_PERSON, [person_number(index, pat)]
    found: list[Entry] = []
    last: tuple[object, ...] = (None, None, None)
    for _ in range(MOST_LOOKED_AT):
        values = (organization_number(index, asked.ura), asked.since, asked.before, *last)
        rows = await connection.fetch(sql, *values, asked.most, *whose)
        told = await entries(connection, ledger.words, rows)
        found += [one for one in told if asked.patient is None or _opened(one)]
        if len(rows) < asked.most or len(found) >= asked.most or not rows:
            break
        last = (rows[-1]["at"], rows[-1]["writer"], rows[-1]["number"])
    return found[: asked.most]


async def own_entry(connection: Connection, ledger: Ledger, ura: str, event: UUID) -> Entry | None:
    """One row of a call by this organisation."""
    index = ledger.keyring.index_key
    place = place_of(index, event)
    if place is None:
        return None
    rows = await connection.fetch(ONE, organization_number(index, ura), *place)
    told = await entries(connection, ledger.words, rows)
    return told[0] if told else None


async def addresses(
    connection: Connection, keyring: Keyring, rids: Iterable[UUID]
) -> dict[UUID, str]:
    """The id of each resource that a decision rested on, by the database's name for it."""
    rows = await connection.fetch(
        f"SELECT DISTINCT ON (r.rid) {told('r')} FROM resource r {newest('r')} "
        "WHERE r.rid = ANY ($1)",
        list(rids),
    )
    return {row["rid"]: unseal_current(row, keyring).id for row in rows}


def _opened(entry: Entry) -> bool:
    return not OPENING.isdisjoint(entry.record.rule.split())
