"""A provider does otherwise than he said: he is asked to set right what he says he has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.transfer.capacity.board import Row
from hub.transfer.capacity.statement import CareAt
from hub.transfer.offer import Offer
from hub.transfer.step import Event

Broken = Literal["said-free-and-refused", "accepted-and-rejected"]
NO_PLACE = frozenset({"no-capacity", "no-staff"})
"""A place without the people to give the care is none that one can be sent to."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A task for the provider of `of`. `available` is what he was said to have, when he refused."""

    of: CareAt
    offer: str
    kind: Broken
    reason: str
    available: int | None
    said_at: datetime | None
    refused_at: datetime


def correction(event: Event, offer: Offer, row: Row) -> Correction | None:
    """What this event asks to set right; `row` is of before it, None is that nothing does.

    transfer.md of the standards, 2.4: who says that a place is free has to deliver it.
    """
    became, _ = event.became
    is_refused = event.offer == offer.id and became == "rejected" and event.reason is not None
    if not is_refused or event.reason == "no-response":
        return None
    kind = _kind(event, row)
    if kind is None or event.reason is None:
        return None
    said_at = row.statement.said_at if row.statement else None
    return Correction(row.of, offer.id, kind, event.reason, row.available, said_at, event.at)


def _kind(event: Event, row: Row) -> Broken | None:
    if event.was is not None and event.was[0] == "accepted":
        return "accepted-and-rejected"
    if event.reason in NO_PLACE and row.available:
        return "said-free-and-refused"
    return None
