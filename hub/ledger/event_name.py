"""The id of an AuditEvent: where its row stands, enciphered, so that it tells nobody how many."""

import hmac
import struct
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

from hub.storage.binding import EPOCH, microseconds

_PLACE = struct.Struct(">qii")  # of exactly one block


def event_name(index_key: bytes, at: datetime, writer: int, number: int) -> UUID:
    """The id of the event of this row."""
    block = _PLACE.pack(microseconds(at), writer, number)
    return UUID(bytes=_cipher(index_key).encryptor().update(block))


def place_of(index_key: bytes, name: UUID) -> tuple[datetime, int, int] | None:
    """Moment, writer and number of the row; None where there can be no such row."""
    block = _cipher(index_key).decryptor().update(name.bytes)
    at, writer, number = _PLACE.unpack(block)
    try:
        return EPOCH + timedelta(microseconds=at), writer, number
    except OverflowError:
        return None


@lru_cache(maxsize=4)
def _cipher(index_key: bytes) -> Cipher[ECB]:
    """One block that is never the same twice: what ECB gives away, it does not have."""
    key = hmac.digest(index_key, b"ledger event|v1", "sha256")
    return Cipher(AES256(key), ECB())  # noqa: S305 - see above
