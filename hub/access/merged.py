"""What a merge leaves in the facts of who was meant wrongly, and brings to those of the right one.

docs/decisions/0080-merges.md
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Number = tuple[str, str]
"""System and value of an identifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What this custodian delivered of him until `at` is of another: the one with the hash `to`.

    What it sends of him later is that one's too where this is `closed`, else where it comes with
    one of these `numbers`. What `stayed` is his own: addresses, `Type/id`; where a merge was undone
    these `alone` are not.
    """

    merge: str
    custodian: str
    at: datetime
    to: bytes
    closed: bool
    numbers: tuple[Number, ...] = ()
    stayed: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()

    @property
    def follows(self) -> bool:
        """Whether what comes later may be the other's."""
        return self.closed or bool(self.numbers)

    @property
    def pat(self) -> UUID:
        """Whose it is."""
        return UUID(bytes=self.to[:16])

    def takes(self, at: datetime, address: str) -> bool:
        """Whether a version of this moment is no longer his."""
        here = address in self.alone if self.alone else address not in self.stayed
        return at <= self.at and here


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """By which `numbers` this custodian called him before, and the Patient that he was there.

    That is empty where it is somebody else's.
    """

    merge: str
    custodian: str
    patient: str
    numbers: tuple[Number, ...]


def lefts_by(listed: Iterable[Left], custodian: str | None) -> tuple[Left, ...]:
    """Those of this custodian by which what still comes may be another's, the last one first."""
    return tuple(one for one in reversed([*listed]) if one.custodian == custodian and one.follows)


def left_by(listed: Iterable[Left], custodian: str | None) -> Left | None:
    """The last of those."""
    return next(iter(lefts_by(listed, custodian)), None)
