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
_NINE_DIGITS = re.compile(r"(?=(\d{9}))")


class Ids:
    """Ids of one process: to draw a random one for each call costs as much as to unseal a resource.

    Odd steps, so that none comes twice; of how many there are they tell nothing.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Other ids than any other process has, one forked from this one too."""
        self._name, self._numbers = os.urandom(6).hex(), count(1)
        self._step = int.from_bytes(os.urandom(4), "big") | 1

    def next(self) -> str:
        """One that was not given yet."""
        return f"{self._name}-{next(self._numbers) * self._step & 0xFFFF_FFFF:08x}"


_IDS = Ids()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_IDS.begin)


def request_id_of(given: str | None) -> str:
    """The id as given, or a new one: it goes to logs, where a BSN must never be."""
    if given and SHAPE.fullmatch(given) and (_is_made(given) or not _may_hold_bsn(given)):
        return given
    return _IDS.next()


def _is_made(given: str) -> bool:
    """Whether a program made it: a UUID, or one of our own."""
    return bool(UUID_SHAPE.fullmatch(given) or OURS.fullmatch(given))


def _may_hold_bsn(given: str) -> bool:
    """Also with signs between its digits."""
    nine = _NINE_DIGITS.findall(given.translate(APART))
    return bool(NUMBER.search(given)) or any(map(is_bsn, nine))
