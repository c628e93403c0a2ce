"""What is appended: versions with their current rows, newcomers, and what moved of the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewVersion:
    """One version to append with the current row that goes with it; a deletion has an empty body.

    `rank` is where this word stands among those on the same one of the directory, the least first;
    `tokens` are found within the section, `finders` across all.
    """

    rid: UUID
    said_by: str
    type: str
    version: int
    method: str
    last_updated: datetime
    pat: UUID | None
    section: int | None
    custodian: str
    category: str | None
    deleted: bool
    rank: int = 0
    sealed: bytes = b""
    digest: bytes = b""
    tokens: Sequence[int] = ()
    finders: Sequence[int] = ()
    references: Sequence[tuple[str, UUID]] = ()
    dates: Sequence[tuple[str, datetime, datetime]] = ()

    def __getitem__(self, name: str) -> object:
        """A column by name, as of a row that was read."""
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class NewFacts:
    """An inhabitant's facts from this epoch on; `bsn_hash` where the hub did not know him."""

    pat: UUID
    patient: UUID
    epoch: int
    sealed: bytes
    bsn_hash: bytes | None = None
