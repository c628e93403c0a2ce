"""A row of the ledger: in clear what it is found and ordered by, the rest sealed to just that."""

import struct
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import msgspec

from hub.ledger.packing import Unpacked, unpack
from hub.storage.binding import Columns, microseconds
from hub.storage.sealing import Keyring

COLUMNS = {
    "at": "timestamptz",
    "person": "bigint",
    "organization": "bigint",
    "writer": "int",
    "number": "int",
    "sealed": "bytea",
}
_NONCE = struct.Struct(">ii4x").pack
_BOUND = struct.Struct(">6sqqqii").pack


class Clear(msgspec.Struct, frozen=True):
    """What stands in clear; `person` and `organization` are keyed hashes."""

    at: datetime
    person: int | None
    organization: int | None
    writer: int
    number: int

    @classmethod
    def of(cls, row: Columns) -> "Clear":
        """Of a row that was read."""
        return cls(row["at"], row["person"], row["organization"], row["writer"], row["number"])

    def bound(self) -> bytes:
        """What the seal of the row is bound to: its tag is the MAC over all columns."""
        return _BOUND(
            b"ledger",
            microseconds(self.at),
            self.person or 0,
            self.organization or 0,
            self.writer,
            self.number,
        )

    def nonce(self) -> bytes:
        """What its seal is made with."""
        return _NONCE(self.writer, self.number)

    def canonical(self, place: int, sealed: bytes) -> dict[str, object]:
        """The row as it is chained, `place` its number in the whole ledger.

        Hashes are text, since a number of JSON keeps 53 bits.
        """
        return {
            "at": microseconds(self.at),
            "number": self.number,
            "organization": _text(self.organization),
            "person": _text(self.person),
            "place": place,
            "sealed": sealed.hex(),
            "writer": self.writer,
        }


def opened(row: Columns, keyring: Keyring) -> Unpacked:
    """What a row says.

    Raises:
        SealBroken: a column was changed in the database.
    """
    clear = Clear.of(row)
    plain = keyring.open_numbered(row["sealed"], clear.nonce(), clear.bound())
    return unpack(plain, clear.at)


@lru_cache(maxsize=20_000)
def person_number(keyring_index: bytes, pat: UUID) -> int:
    """By what the rows about an inhabitant are found: another name than his record has."""
    return Keyring(keyring_index, {}).token(f"ledger person|{pat.hex}")


@lru_cache(maxsize=4096)
def organization_number(keyring_index: bytes, ura: str) -> int:
    """By what the rows of an organisation's calls are found."""
    return Keyring(keyring_index, {}).token(f"ledger organization|{ura}")


def _text(number: int | None) -> str | None:
    return None if number is None else f"{number:016x}"
