"""What is appended: versions with their current rows, newcomers, and inhabitants' choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Choice:
    """A privacy statement of a Consent, as `privacy_statement` keeps it."""

    holder: str
    consumer: str
    data: str
    resource: UUID | None
    purposes: frozenset[str]
    permit: bool
    status: str
    starts: date | None
    ends: date | None
    weight: int
    recorder: str


@dataclass(frozen=True, slots=True)
class NewVersion:
    """One version to append with the current row that goes with it; a deletion has no body.

    `choices` None leaves the inhabitant's privacy statements alone.
    """

    rid: UUID
    said_by: str
    type: str
    version: int
    method: str
    last_updated: datetime
    pat: UUID | None
    custodian: str
    category: str | None
    privacy: bool
    deleted: bool
    sealed_id: bytes
    sealed: bytes | None
    digest: bytes
    tokens: Sequence[int] = ()
    finders: Sequence[int] = ()
    references: Sequence[tuple[str, UUID]] = ()
    dates: Sequence[tuple[str, datetime, datetime]] = ()
    choices: Sequence[Choice] | None = None


@dataclass(frozen=True, slots=True)
class NewInhabitant:
    """A BSN that the hub did not know, and the Patient it has from now on."""

    bsn_hash: bytes
    pat: UUID
    patient: UUID
