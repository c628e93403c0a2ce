"""A row of the ledger as it was meant: its seal broken, its words looked up."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from hub.ledger.event_name import event_name
from hub.ledger.own import OWN
from hub.ledger.packing import Unpacked
from hub.ledger.record import Record, Who
from hub.ledger.row import opened
from hub.ledger.words import Key, Words, month_of
from hub.storage.binding import Columns
from hub.storage.database import Connection
from hub.storage.sealing import SealBroken

_LOG = logging.getLogger("hub.ledger")
WORDS = (
    "SELECT w.month, w.word, w.sealed FROM unnest($1::date[], $2::bigint[]) AS n (month, word) "
    "JOIN ledger_word w USING (month, word)"
)
_Said = Mapping[Key, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row; `name` is the id of its AuditEvent."""

    name: UUID
    record: Record
    who: Who
    token_id: str | None
    asked: str | None

    @property
    def is_own(self) -> bool:
        """Whether the hub did it of itself, by nobody's call."""
        return self.record.interaction in OWN


async def entries(connection: Connection, words: Words, rows: Sequence[Columns]) -> list[Entry]:
    """The rows that are whole, in their order; the log names the others."""
    unpacked = [(row, one) for row in rows if (one := _unpacked(words, row)) is not None]
    asked = {(month_of(one.record.at), word) for _, one in unpacked for word in one.words}
    said = await _said(connection, words, asked)
    return [entry for row, one in unpacked if (entry := _entry(words, row, one, said))]


def _unpacked(words: Words, row: Columns) -> Unpacked | None:
    try:
        return opened(row, words.keyring)
    except (SealBroken, msgspec.DecodeError) as broken:
        _log(row, broken)
        return None


async def _said(connection: Connection, words: Words, asked: Iterable[Key]) -> _Said:
    months: list[date] = []
    numbers: list[int] = []
    for month, number in asked:
        months.append(month)
        numbers.append(number)
    said: dict[Key, tuple[Any, ...]] = {}
    for row in await connection.fetch(WORDS, months, numbers):
        month, number = row["month"], row["word"]
        try:
            said[month, number] = words.open(month, number, row["sealed"])
        except SealBroken as broken:
            _LOG.error("ledger word %s of %s: %s", number, month, broken)
    return said


def _entry(words: Words, row: Columns, one: Unpacked, said: _Said) -> Entry | None:
    month = month_of(one.record.at)
    try:
        who = Who(*said[month, one.who])
        asked = said[month, one.asked][0] if one.asked is not None else None
    except KeyError:
        _log(row, "a word that it leans on is missing")
        return None
    index = words.keyring.index_key
    name = event_name(index, row["at"], row["writer"], row["number"])
    return Entry(name, one.record, who, one.token_id, str(asked) if asked is not None else None)


def _log(row: Columns, why: object) -> None:
    _LOG.error("ledger row %s of writer %s: %s", row["number"], row["writer"], why)
