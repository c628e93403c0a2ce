"""What the figures ask beside the events: sites, what they stated, public holidays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hub.transfer.capacity.statement import Statement as Capacity


@dataclass(frozen=True, slots=True)
class Site:
    """A care service: where it is, and what kind of place one comes to there, by its code."""

    provider: str
    region: str
    city: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a site said of its free places; None is that it did not know, which is no zero."""

    service: str
    care_type: str
    at: datetime
    available: int | None


def stated(said: Capacity, service: str) -> Statement:
    """What the capacity board was told, as far as the figures ask; `service` is at that site."""
    return Statement(service, said.of.care_type, said.said_at, said.available)


def lateness(said: Statement) -> tuple[datetime, int]:
    """By which the last is found; of two of one moment it is the one that promises less."""
    return said.at, 1 if said.available is None else -said.available


@dataclass(frozen=True, slots=True)
class Facts:
    """`sites` by care service."""

    sites: Mapping[str, Site] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    holidays: frozenset[date] = frozenset()
