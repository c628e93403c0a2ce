"""Rows of an organisation's own calls, as it may see them, and those about an inhabitant."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.errors import Damaged
from hub.ledger.append import Ledger
from hub.ledger.audit_entities import Names, decisions
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
# The same of an inhabitant, whoever called.
ABOUT, ONE_ABOUT = (sql.replace("organization = $1", "person = $1") for sql in (OWN, ONE))
MOST_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Of one Patient, from a moment on, before a moment.

    By the first of these names in the database that is known; of all where there is none.
    """

    ura: str
    patients: Sequence[UUID]
    since: datetime | None
    before: datetime | None
    most: int


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """Of the inhabitant himself, from a moment on, before a moment."""

    pat: UUID
    since: datetime | None
    before: datetime | None
    most: int


@dataclass(frozen=True, slots=True)
class Own:
    """Rows that are whole, and how many more there are that were changed in the database.

    `is_all` where it is known that there are no others.
    """

    entries: Sequence[Entry] = ()
    damaged: int = 0
    is_all: bool = False


async def own_entries(connection: Connection, ledger: Ledger, asked: Asked) -> Own:
    """Newest first; of a Patient the calls to which something was open."""
    index = ledger.keyring.index_key
    sql, whose = OWN, []
    if asked.patients:
        pat = await connection.fetchval(
            "SELECT pat FROM inhabitant WHERE patient = ANY ($1::uuid[]) "
            "ORDER BY array_position($1::uuid[], patient) LIMIT 1",
            asked.patients,
        )
        if pat is None:
            return Own(is_all=True)
        sql, whose = OF_PERSON, [person_number(index, pat)]
    found: list[Entry] = []
    damaged = 0
    is_all = False
    last: tuple[object, ...] = (None, None, None)
    for _ in range(MOST_LOOKED_AT):
        values = (organization_number(index, asked.ura), asked.since, asked.before, *last)
        rows = await connection.fetch(sql, *values, asked.most, *whose)
        told = await entries(connection, ledger.words, rows)
        damaged += len(rows) - len(told)
        found += [one for one in told if not asked.patients or is_opened(one)]
        is_all = len(rows) < asked.most and len(found) <= asked.most
        if len(rows) < asked.most or len(found) >= asked.most or not rows:
            break
        last = (rows[-1]["at"], rows[-1]["writer"], rows[-1]["number"])
    return Own(found[: asked.most], damaged, is_all)


async def entries_about(connection: Connection, ledger: Ledger, asked: AskedAbout) -> Own:
    """Newest first, all that is about him: what was refused, and what stayed closed, too.

    Wabvpz article 15e: https://wetten.overheid.nl/BWBR0023864
    """
    person = person_number(ledger.keyring.index_key, asked.pat)
    nowhere = (None, None, None)
    values = (person, asked.since, asked.before, *nowhere, asked.most)
    rows = await connection.fetch(ABOUT, *values)
    told = await entries(connection, ledger.words, rows)
    return Own(told, len(rows) - len(told))


async def entry_about(connection: Connection, ledger: Ledger, pat: UUID, event: UUID) -> Own:
    """One row about this inhabitant, if it is there."""
    index = ledger.keyring.index_key
    return await _one(connection, ledger, ONE_ABOUT, person_number(index, pat), event)


async def own_entry(connection: Connection, ledger: Ledger, ura: str, event: UUID) -> Own:
    """One row of a call by this organisation, if it is there."""
    index = ledger.keyring.index_key
    return await _one(connection, ledger, ONE, organization_number(index, ura), event)


async def _one(connection: Connection, ledger: Ledger, sql: str, whose: int, event: UUID) -> Own:
    place = place_of(ledger.keyring.index_key, event)
    if place is None:
        return Own()
    rows = await connection.fetch(sql, whose, *place)
    told = await entries(connection, ledger.words, rows)
    return Own(told, len(rows) - len(told))


async def names(
    connection: Connection, keyring: Keyring, found: Sequence[Entry], *, of_closed: bool = False
) -> Names:
    """Addresses of the Consents that opened something, and of the Patients whose record was opened.

    `of_closed` is for who keeps the log: anybody else would be told that a Patient is here.
    """
    consents = {one.consent for entry in found for one in decisions(entry) if one.consent}
    told = (entry for entry in found if of_closed or is_opened(entry))
    pats = {entry.record.pat for entry in told if entry.record.pat}
    rows = await connection.fetch(
        "SELECT pat, patient FROM inhabitant WHERE pat = ANY ($1)", list(pats)
    )
    patients = {row["pat"]: row["patient"] for row in rows}
    ids = await _ids(connection, keyring, {*consents, *patients.values()})
    return Names(
        {name: ids[name] for name in consents if name in ids},
        {pat: ids[name] for pat, name in patients.items() if name in ids},
    )


async def _ids(connection: Connection, keyring: Keyring, rids: Iterable[UUID]) -> dict[UUID, str]:
    """The address of each resource by its name here; the log names those changed there."""
    rows = await connection.fetch(
        f"SELECT DISTINCT ON (r.rid) {told('r')} FROM resource r {newest('r')} "
        "WHERE r.rid = ANY ($1)",
        list(rids),
    )
    found = {}
    for row in rows:
        with suppress(Damaged):
            found[row["rid"]] = unseal_current(row, keyring).address
    return found


def is_opened(entry: Entry) -> bool:
    """Whether something of its inhabitant was open to who called."""
    return not OPENING.isdisjoint(entry.record.rule.split())
