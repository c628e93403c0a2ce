"""What the clear columns of a row are bound to, so that who writes the database opens nothing.

docs/decisions/0017-one-decision-in-python.md
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Columns(Protocol):
    """The columns of a row by name."""

    def __getitem__(self, name: str, /) -> Any:
        """The value of a column."""


def of_version(row: Columns) -> bytes:
    """What seals a version: name, number, type, way, moment, inhabitant, custodian, category."""
    rid: UUID = row["rid"]
    pat: UUID | None = row["pat"]
    moment = (row["last_updated"] - _EPOCH) // _MICROSECOND
    said = (
        f"|{row['type']}|{row['version']}|{row['method']}|{moment}|{row['custodian']}|"
        f"{row['category']}"
    )
    return rid.bytes + (pat.bytes if pat else b"-") + said.encode()


def of_current(row: Columns, prefix: str = "") -> bytes:
    """What the seal of a current row is bound to: all by which it is found open or closed.

    Where a statement has the version's columns beside them, those of the row have a `prefix`.
    """
    rid: UUID = row["rid"]
    pat: UUID | None = row[f"{prefix}pat"]
    said = (
        f"|current|{row[f'{prefix}type']}|{row['version']}|{row[f'{prefix}said_by']}|"
        f"{row[f'{prefix}custodian']}|{row[f'{prefix}category']}|{row[f'{prefix}section']}|"
        f"{row[f'{prefix}deleted']}"
    )
    return rid.bytes + (pat.bytes if pat else b"-") + said.encode()


def of_facts(pat: UUID, patient: UUID, epoch: int) -> bytes:
    """What an inhabitant's facts are bound to."""
    return b"facts|" + pat.bytes + patient.bytes + str(epoch).encode()
