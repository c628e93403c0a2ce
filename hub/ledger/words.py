"""What many rows say alike, written once a month: who asked, and what was searched by."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from hub.storage.append import StatementPart
from hub.storage.sealing import Keyring, SealBroken

MOST_KNOWN = 50_000
PART = StatementPart(
    "words AS (INSERT INTO ledger_word (month, word, sealed) SELECT * FROM {} AS n "
    "ON CONFLICT DO NOTHING)",
    ("date", "bigint", "bytea"),
)
Key = tuple[date, int]
Row = tuple[date, int, bytes]


def month_of(moment: datetime) -> date:
    """The first day of its month, UTC: rows and their words go together when they are removed."""
    return moment.date().replace(day=1)


@dataclass(slots=True)
class Words:
    """Gives words their numbers, keyed hashes of what they say, and knows which are written."""

    keyring: Keyring
    _known: OrderedDict[Key, None] = field(default_factory=OrderedDict)
    _numbers: OrderedDict[tuple[object, ...], tuple[int, bytes]] = field(
        default_factory=OrderedDict
    )

    def number(self, said: tuple[object, ...]) -> tuple[int, bytes]:
        """The number of what is said, and how it is written."""
        found = self._numbers.get(said)
        if found is None:
            plain = msgspec.msgpack.encode(said)
            found = self.keyring.token(f"ledger word|{plain.hex()}"), plain
            self._numbers[said] = found
            if len(self._numbers) > MOST_KNOWN:
                self._numbers.popitem(last=False)
        return found

    def unwritten(self, said: Iterable[tuple[date, int, bytes]]) -> list[Row]:
        """Those of (month, number, plain) that are perhaps not written, sealed, in one order."""
        new = {(month, number): plain for month, number, plain in said}
        missing = sorted(key for key in new if key not in self._known)
        return [
            (month, number, self.keyring.seal(new[month, number], bound(month, number)))
            for month, number in missing
        ]

    def written(self, rows: Iterable[Row]) -> None:
        """These are committed."""
        for month, number, _ in rows:
            self._known[month, number] = None
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def open(self, month: date, number: int, sealed: bytes) -> tuple[object, ...]:
        """What it says.

        Raises:
            SealBroken: it was changed in the database.
        """
        plain = self.keyring.open(sealed, bound(month, number))
        said: tuple[object, ...] = tuple(msgspec.msgpack.decode(plain))
        if self.number(said)[0] != number:
            raise SealBroken("the word has another number")
        return said


def bound(month: date, number: int) -> bytes:
    """What seals a word."""
    return f"ledger word|{month}|{number}".encode()
