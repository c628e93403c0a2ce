"""A case and its offers as they are found and counted, and what is told of what became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from hub.storage.cases import CaseRow
from hub.storage.offers import OfferRow
from hub.storage.sealing import Keyring
from hub.storage.transfer_events import EventRow, OfInhabitant
from hub.transfer.case import Case
from hub.transfer.offer import Offer
from hub.transfer.step import Event
from hub.write.case_here import CaseHere


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


def case_row(row: CaseRow, case: Case, now: datetime) -> CaseRow:
    """The same, as the case stands now."""
    return row._replace(
        desk=case.desk,
        region=case.region,
        status=case.status,
        phase=case.phase,
        review_at=case.review_at,
        ended_at=(row.ended_at or now) if case.has_ended else None,
    )


def event_rows(
    keyring: Keyring, here: CaseHere, events: Iterable[Event], rids: Mapping[str, UUID]
) -> list[EventRow]:
    """What is told; `rids` are the Tasks of offers. Of a case that nobody leads, its offers'."""
    return [
        _row(keyring, here.family, one, rids.get(one.offer) if one.offer else None)
        for one in events
        if one.offer is not None or here.led is not None
    ]


def events_of_case(keyring: Keyring, family: int, events: Iterable[Event]) -> list[EventRow]:
    """What is told of a case of which there are no offers yet."""
    return [_row(keyring, family, one, None) for one in events]


def _row(keyring: Keyring, family: int, event: Event, offer: UUID | None) -> EventRow:
    was, became = event.was or (None, None), event.became
    return EventRow(
        family=family,
        offer=offer,
        at=event.at,
        was=was[0],
        was_phase=was[1],
        became=became[0],
        became_phase=became[1],
        reason=event.reason,
        actor=event.actor.ura,
        for_whom=event.actor.for_whom,
        region=event.region or None,
        care_type=event.care_type,
        provider=event.provider,
        service=event.service,
        round=event.round,
        answer_by=event.answer_by,
        filled=event.held.filled if event.held else None,
        asked=event.held.asked if event.held else None,
        sealed=_sealed(keyring, family, event),
    )


def _sealed(keyring: Keyring, family: int, event: Event) -> bytes | None:
    said = OfInhabitant(**asdict(event.circumstances), admitted_at=event.admitted_at)
    return said.sealed(keyring, family, event.at)
