"""Statements and kept places by the names of their columns, and back: as tables have them."""

from collections.abc import Mapping
from typing import Any, Protocol

from hub.transfer.capacity.reservation import Reservation
from hub.transfer.capacity.statement import CareAt, Statement

UNTOLD = "Location/unknown"
"""The site of a place that is kept where nobody told where: it is kept, and shown as that."""


class Columns(Protocol):
    """The columns of a row by name."""

    def __getitem__(self, name: str, /) -> Any:
        """The value of a column."""


def place_of(of: CareAt) -> Mapping[str, str | None]:
    """Where it is, and of which kind of care."""
    return {
        "region": of.region,
        "provider": of.provider,
        "site": None if of.site == UNTOLD else of.site,
        "care_type": of.care_type,
        "unit": of.unit,
        "district": of.district,
    }


def care_at(row: Columns) -> CareAt:
    """The same, of a row."""
    site = row["site"] or UNTOLD
    return CareAt(
        row["region"], row["provider"], site, row["care_type"], row["unit"], row["district"]
    )


def columns_of(one: Statement) -> Mapping[str, object]:
    """All that was said."""
    return {
        **place_of(one.of),
        "said_at": one.said_at,
        "starts": one.start,
        "ends": one.end,
        "staffed": one.staffed,
        "occupied": one.occupied,
        "reserved": one.reserved,
        "available": one.available,
        "expected": list(one.expected),
        "limits": None if one.limits is None else sorted(one.limits),
        "entered": one.by,
        "confidence": one.confidence,
        "entered_by": one.entered_by,
    }


def statement_of(row: Columns) -> Statement:
    """As it was said."""
    limits = row["limits"]
    return Statement(
        care_at(row),
        *(row["said_at"], row["starts"], row["ends"]),
        *(row["staffed"], row["occupied"], row["reserved"], row["available"]),
        expected=tuple(row["expected"]),
        limits=None if limits is None else frozenset(limits),
        by=row["entered"],
        confidence=row["confidence"],
        entered_by=row["entered_by"],
    )


def columns_kept(one: Reservation) -> Mapping[str, object]:
    """All of a kept place but its offer."""
    return {
        **place_of(one.of),
        "amount": one.amount,
        "made_at": one.made_at,
        "changed_at": one.changed_at,
        "until": one.until,
        "released_at": one.released_at,
        "arrived_at": one.arrived_at,
    }


def reservation_of(row: Columns) -> Reservation:
    """As it is kept."""
    return Reservation(
        str(row["offer"]),
        care_at(row),
        row["amount"],
        row["made_at"],
        row["changed_at"],
        row["until"],
        row["released_at"],
        row["arrived_at"],
    )
