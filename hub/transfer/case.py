"""A case: one inhabitant's way to a place, from the request to the record that was taken over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.transfer.circumstances import UNKNOWN, Circumstances
from hub.transfer.offer import Offer

CaseStatus = Literal[
    "draft",
    "requested",
    "received",
    "accepted",
    "rejected",
    "in-progress",
    "on-hold",
    "completed",
    "cancelled",
    "failed",
]
"""https://hl7.org/fhir/R4/valueset-task-status.html"""
Phase = Literal[
    "triage",
    "matching",
    "offers-open",
    "choice-patient",
    "selected",
    "handoff-ready",
    "transport-arranged",
    "admitted",
    "record-received",
    "waiting-list",
    "alternative-date",
    "escalated",
]
"""Finer than the status: Task.businessStatus, as the transfer point's own codes have it."""
PHASES: dict[CaseStatus, frozenset[Phase | None]] = {
    "draft": frozenset({None}),
    "requested": frozenset({None}),
    "received": frozenset({"triage"}),
    "accepted": frozenset({"matching"}),
    "rejected": frozenset({None}),
    "in-progress": frozenset({
        "offers-open",
        "choice-patient",
        "selected",
        "handoff-ready",
        "transport-arranged",
        "admitted",
    }),
    "on-hold": frozenset({"waiting-list", "alternative-date"}),
    "completed": frozenset({"record-received"}),
    "cancelled": frozenset({None}),
    "failed": frozenset({"escalated"}),
}  # fmt: skip
ENDED = frozenset({"rejected", "completed", "cancelled", "failed"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request has to say before it is one."""

    permission: bool = False
    care: str | None = None
    start: datetime | None = None
    contact: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Asked for by `requester`, owned by `desk`, both by URA; `region` keys the sub-region.

    `excluded` are providers to whom the inhabitant does not want to go; `admitted_at` is when he
    came where he is now, which may have been before it was told.
    """

    id: str
    region: str
    requester: str
    desk: str
    wanted: Wanted = Wanted()
    status: CaseStatus = "draft"
    phase: Phase | None = None
    offers: tuple[Offer, ...] = ()
    round: int = 1
    care_type: str | None = None
    review_at: datetime | None = None
    reason: str | None = None
    excluded: frozenset[str] = frozenset()
    circumstances: Circumstances = UNKNOWN
    admitted_at: datetime | None = None

    @property
    def current(self) -> Sequence[Offer]:
        """The offers of this round."""
        return [offer for offer in self.offers if offer.round == self.round]

    @property
    def open_offers(self) -> Sequence[Offer]:
        """Of which something may still come."""
        return [offer for offer in self.current if offer.is_open]

    @property
    def chosen(self) -> Offer | None:
        """The one that was chosen in this round, while something may come of it."""
        return next((one for one in self.open_offers if one.is_selected), None)

    @property
    def has_ended(self) -> bool:
        """Whether nobody has anything to do."""
        return self.status in ENDED

    def offer(self, name: str) -> Offer | None:
        """The one of this id."""
        return next((offer for offer in self.offers if offer.id == name), None)
