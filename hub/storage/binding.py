"""What the clear columns of a row are bound to, so that who writes the database opens nothing.

docs/decisions/0017-one-decision-in-python.md
"""

from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, Protocol
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_VERSION = itemgetter(
    "rid", "pat", "last_updated", "type", "version", "method", "custodian", "category"
)


class Columns(Protocol):
    """The columns of a row by name."""

    def __getitem__(self, name: str, /) -> Any:
        """The value of a column."""


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def of_version(row: Columns) -> bytes:
    """What seals a version: name, number, type, way, moment, inhabitant, custodian, category."""
    rid, pat, last_updated, kind, version, method, custodian, category = _VERSION(row)
    moment = microseconds(last_updated)
    said = f"|{kind}|{version}|{method}|{moment}|{custodian}|{category}"
    return _whose(rid, pat) + said.encode()


def _whose(rid: UUID, pat: UUID | None) -> bytes:
    return rid.bytes + (pat.bytes if pat else b"-")


def of_facts(pat: UUID, patient: UUID, epoch: int) -> bytes:
    """What an inhabitant's facts are bound to."""
    return b"facts|" + pat.bytes + patient.bytes + str(epoch).encode()


def of_event(family: int, at: datetime) -> bytes:
    """What is bound to a step of a case, at its moment."""
    return b"event|" + f"{family}|{microseconds(at)}".encode()
