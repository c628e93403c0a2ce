"""A checkpoint: how far the ledger was sealed and by which hash, signed by a key outside it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hub.ledger.chain import canonical
from hub.storage.binding import Columns, microseconds

Range = tuple[int, int, int]
"""A writer, and the numbers of the first and the last of its rows."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Seal `seal` has the rows of `ranges`, all of `month`; `first` is the place of the first.

    `hash` is that of the last of them in the chain that began with the first row of all.
    """

    seal: int
    at: datetime
    month: date
    first: int
    ranges: tuple[Range, ...]
    hash: bytes
    signature: bytes = b""

    @property
    def rows(self) -> int:
        """How many it seals."""
        return sum(last - first + 1 for _, first, last in self.ranges)

    def said(self) -> dict[str, Any]:
        """What is signed."""
        return {
            "at": microseconds(self.at),
            "first": self.first,
            "hash": self.hash.hex(),
            "month": self.month.isoformat(),
            "ranges": [list(each) for each in self.ranges],
            "seal": self.seal,
        }

    def kept(self) -> dict[str, Any]:
        """What is signed, with the signature: as it is kept outside."""
        return {**self.said(), "signature": self.signature.hex()}

    def line(self) -> bytes:
        """As one line."""
        return canonical(self.kept()) + b"\n"

    def signed(self, key: Ed25519PrivateKey) -> bytes:
        """The signature, 64 bytes."""
        return key.sign(canonical(self.said()))

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the signature is one by this key over all that it says."""
        try:
            key.verify(self.signature, canonical(self.said()))
        except InvalidSignature:
            return False
        return True

    @classmethod
    def of_row(cls, row: Columns) -> "Checkpoint":
        """Of a row of `ledger_seal`."""
        ranges = zip(row["writers"], row["froms"], row["tos"], strict=True)
        return cls(
            seal=row["seal"],
            at=row["at"],
            month=row["month"],
            first=row["first"],
            ranges=tuple(ranges),
            hash=row["hash"],
            signature=row["signature"],
        )

    def values(self) -> tuple[object, ...]:
        """Of a row of `ledger_seal`, in the order of its columns."""
        writers, froms, tos = map(list, zip(*self.ranges, strict=True))
        return (
            *(self.seal, self.at, self.month, self.first, writers, froms, tos),
            *(self.hash, self.signature),
        )
