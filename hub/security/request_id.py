"""X-Request-Id: the caller's own, where it can't hold a person's number."""

import os
import re
from itertools import count

from profiles.identifiers import is_bsn

SHAPE = re.compile(r"[A-Za-z0-9._-]{8,64}")
UUID_SHAPE = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
OURS = re.compile(r"[0-9a-f]{12}-[0-9a-f]{8}")
NUMBER = re.compile(r"\d{8}")
APART = str.maketrans("", "", "._-")
# To draw a random UUID for each call costs as much as to unseal what it asks for.
_PROCESS = os.urandom(6).hex()
_NUMBERS = count(1)
# Odd, so that no number comes twice; of what they say about how many there are, nothing is left.
_STEP = int.from_bytes(os.urandom(4), "big") | 1
_LONGEST = 2**32 - 1
_NINE_DIGITS = re.compile(r"(?=(\d{9}))")


def request_id_of(given: str | None) -> str:
    """The id as given, or a new one: it goes to logs, where a BSN must never be."""
    if given and SHAPE.fullmatch(given) and (_is_made(given) or not _may_hold_bsn(given)):
        return given
    return f"{_PROCESS}-{next(_NUMBERS) * _STEP & _LONGEST:08x}"


def _is_made(given: str) -> bool:
    """Whether a program made it: a UUID, or one of our own."""
    return bool(UUID_SHAPE.fullmatch(given) or OURS.fullmatch(given))


def _may_hold_bsn(given: str) -> bool:
    """Also with signs between its digits."""
    nine = _NINE_DIGITS.findall(given.translate(APART))
    return bool(NUMBER.search(given)) or any(map(is_bsn, nine))
