"""Guards that several acts have."""

from dataclasses import replace
from datetime import datetime

from hub.transfer.case import Case, CaseStatus
from hub.transfer.offer import Offer, OfferStatus
from hub.transfer.refused import Refused
from hub.transfer.step import Setting


def in_status(case: Case, *statuses: CaseStatus) -> None:
    """Raise Refused where the case stands otherwise."""
    if case.status not in statuses:
        raise Refused(
            "T-STATE",
            f"this case is {case.status}; this is done when it is {' or '.join(statuses)}",
        )


def offer_in(at: Setting, name: str, *statuses: OfferStatus) -> Offer:
    """The offer of this round, which stands so; raises Refused."""
    offer = at.case.offer(name)
    if offer is None:
        raise Refused("T-NO-OFFER", "this case has no such offer", "Task.id")
    if offer.status not in statuses:
        raise Refused(
            "T-STATE",
            f"this offer is {offer.status}; this is done when it is {' or '.join(statuses)}",
        )
    return offer


def reasoned(reason: str | None) -> str:
    """The reason, which is a code; raises Refused where there is none."""
    if not reason:
        raise Refused("T-REASON", "give the reason, by a code of the list", "Task.statusReason")
    return reason


def later(moment: datetime | None, now: datetime, place: str) -> datetime:
    """The moment, which is still to come; raises Refused."""
    if moment is None or moment <= now:
        raise Refused("T-DEADLINE", "this is a moment that is still to come", place)
    return moment


def zoned(moment: datetime, place: str) -> datetime:
    """The moment, which says its time zone: nights are counted by it; raises Refused."""
    if moment.tzinfo is None:
        raise Refused("T-MOMENT", "this is a moment with its time zone", place)
    return moment


def passed(moment: datetime, now: datetime, place: str) -> datetime:
    """The moment, which has come; raises Refused."""
    if zoned(moment, place) > now:
        raise Refused("T-MOMENT", "this is a moment that has come", place)
    return moment


def changed(case: Case, offer: Offer) -> Case:
    """The same with this offer as it is now; with none open, candidates are looked for again."""
    offers = tuple(offer if one.id == offer.id else one for one in case.offers)
    after = replace(case, offers=offers)
    return after if after.open_offers or after.status != "in-progress" else matching_again(after)


def matching_again(case: Case) -> Case:
    """Nobody is left who may take the inhabitant: the desk looks again.

    Where one had been chosen, a new round begins: of each round one at most is ever chosen.
    """
    was_chosen = any(offer.is_selected for offer in case.current)
    number = case.round + 1 if was_chosen else case.round
    return replace(case, status="accepted", phase="matching", round=number, admitted_at=None)
