"""What the clear columns of a row are bound to, so that who writes the database opens nothing.

docs/decisions/0017-one-decision-in-python.md
"""

from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID


class Columns(Protocol):
    """The columns of a row by name."""

    def __getitem__(self, name: str, /) -> Any:
        """The value of a column."""


def of_version(row: Columns) -> str:
    """What seals a version: name, number, type, way, moment, inhabitant, custodian, category."""
    moment = _moment(row["last_updated"])
    return (
        f"{row['type']}|{row['rid']}|{row['version']}|{row['method']}|{moment}|"
        f"{row['pat']}|{row['custodian']}|{row['category']}"
    )


def of_current(row: Columns) -> str:
    """What the seal of a current row is bound to: all by which it is found open or closed."""
    return (
        f"current|{row['rid']}|{row['version']}|{row['said_by']}|{row['type']}|{row['pat']}|"
        f"{row['custodian']}|{row['category']}|{row['section']}|{row['deleted']}"
    )


def of_facts(pat: UUID, patient: UUID, epoch: int) -> str:
    """What an inhabitant's facts are bound to."""
    return f"facts|{pat}|{patient}|{epoch}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
