"""One offer to one candidate: where it stands, and what the candidate said."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from hub.transfer.handoff import Held

OfferStatus = Literal[
    "requested",
    "received",
    "accepted",
    "on-hold",
    "rejected",
    "in-progress",
    "completed",
    "failed",
    "cancelled",
]
"""https://hl7.org/fhir/R4/valueset-task-status.html"""
FINAL = frozenset({"rejected", "completed", "failed", "cancelled"})
"""An offer that stands in one of these stays there."""


@dataclass(frozen=True, slots=True)
class Offer:
    """To the care service `service` of `provider`, who is known by his URA.

    `held_until` is how long he keeps the place for who was not chosen yet; `round` is the group
    of offers that it stands in, which begins anew when a transfer fails; `held` is what the
    handoff has that goes with it from now on.
    """

    id: str
    provider: str
    service: str
    round: int
    answer_by: datetime
    status: OfferStatus = "requested"
    is_selected: bool = False
    is_waiting_for_information: bool = False
    available_from: datetime | None = None
    held_until: datetime | None = None
    other_date: date | None = None
    reason: str | None = None
    abort_asked: str | None = None
    held: Held | None = None

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self.status not in FINAL

    def holds_at(self, now: datetime) -> bool:
        """Whether a place is kept at this moment: one that was chosen keeps it without a term."""
        if self.is_selected:
            return self.status in {"accepted", "in-progress"}
        until = self.held_until if self.status == "accepted" else None
        return until is not None and until > now
