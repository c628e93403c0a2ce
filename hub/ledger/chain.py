"""A chain of hashes over rows, in a canonical form that anybody can make again.

https://www.rfc-editor.org/rfc/rfc8785
"""

import hashlib
from collections.abc import Mapping

import msgspec

START = bytes(32)
"""What the first row is chained to."""

_CANONICAL = msgspec.json.Encoder(order="sorted")


def canonical(members: Mapping[str, object]) -> bytes:
    """JSON with sorted members and no white space; takes text, null and whole numbers under 2**53.

    Of those RFC 8785 asks nothing more.
    """
    return _CANONICAL.encode(members)


def link(previous: bytes, members: Mapping[str, object]) -> bytes:
    """The hash, 32 bytes, of this row behind the one whose hash is `previous`."""
    return hashlib.sha256(previous + canonical(members)).digest()
