"""An offer as it is found and counted, and what is told of what became of it."""

from collections.abc import Iterable
from uuid import UUID

from hub.storage.offers import OfferEvent, OfferRow
from hub.transfer.offer import Offer
from hub.transfer.step import Event


def offer_row(rid: UUID, placer: str, family: int, offer: Offer) -> OfferRow:
    """By what the Task of this offer is found, counted and timed."""
    return OfferRow(
        rid=rid,
        placer=placer,
        provider=offer.provider,
        family=family,
        round=offer.round,
        status=offer.status,
        is_selected=offer.is_selected,
        answer_by=offer.answer_by,
        held_until=offer.held_until,
    )


def offer_events(family: int, events: Iterable[Event], rids: dict[str, UUID]) -> list[OfferEvent]:
    """What is told of offers; `rids` are their Tasks. What is the case's follows from that."""
    return [
        OfferEvent(
            family=family,
            offer=rids[one.offer],
            at=one.at,
            was=one.was[0] if one.was else None,
            was_phase=one.was[1] if one.was else None,
            became=one.became[0],
            became_phase=one.became[1],
            reason=one.reason,
            actor=one.actor.ura,
            for_whom=one.actor.for_whom,
        )
        for one in events
        if one.offer is not None
    ]
