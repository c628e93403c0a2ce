"""One offer in words: what is asked, until when, where it stands, and what may be said to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hub.pages.days import day_of, day_said, time_said
from hub.pages.rtp.asked import Fact, care_said, facts_of, wanted_from
from hub.pages.rtp.inbox.answers import (
    ASK,
    CAME,
    DONE,
    GO_ON,
    LATER,
    LOST,
    NO,
    SEE,
    STOP,
    YES,
)
from hub.pages.rtp.named import named
from hub.pages.rtp.written import Line, lines
from hub.pages.words import Words
from hub.query.inbox import Inbox, Listed
from hub.transfer.offer import Offer
from hub.transfer.reading import offer_of, provider_of
from hub.transfer.refused import Refused
from hub.transfer.urgency import is_urgent
from profiles.resource.read import element, words

OPEN, CHOSEN, WAITS, UNREAD = "open", "chosen", "waits", "unread"
UNDER_WAY = frozenset({"begun", "came", "abort"})
GROUPS = (OPEN, CHOSEN, WAITS, UNREAD)
"""Where an offer stands on the page, in this order."""
_SOON = timedelta(hours=1)
_MINUTE, _HOUR, _TWO_DAYS = 60, 3600, 48 * 3600
_MAY = {
    "requested": (YES, NO, LATER, SEE, ASK),
    "received": (YES, NO, LATER, ASK),
    "on-hold": (NO, ASK),
    "accepted": (YES, NO, ASK),
    "chosen": (ASK,),
    "begun": (CAME, DONE, LOST, ASK),
    "came": (DONE, LOST, ASK),
    "abort": (STOP, GO_ON),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`may` is what may be pressed; `first` the day that a form begins with."""

    id: str
    version: str
    group: str
    state: str
    care: str
    is_urgent: bool
    facts: Sequence[Fact]
    by: str
    until: str
    left: str
    is_soon: bool
    is_under_way: bool
    standing: str
    may: Sequence[str]
    first: str
    written: Sequence[Line]


def shown(one: Listed, found: Inbox, now: datetime, t: Words) -> Shown:
    """It, for who was asked; of one that can't be read that it is there, and nothing to press."""
    request, today = one.request or {}, day_of(now)
    offer = _offer(one)
    ura = words(element(element(one.task, "requester"), "identifier"), "value")
    left = offer.answer_by - now if offer else timedelta()
    state = _state(offer, one.task) if offer else UNREAD
    return Shown(
        id=one.id,
        version=one.version,
        group=_group(state),
        state=state,
        care=care_said(request),
        is_urgent=is_urgent(one.task, request),
        facts=list(facts_of(request, today, t)),
        by=named(found.names, ura, t),
        until=_moment(offer.answer_by, today, t) if offer else "",
        left=left_said(left, t),
        is_soon=left < _SOON,
        is_under_way=state in UNDER_WAY,
        standing=_standing(offer, state, today, t),
        may=_MAY.get(state, ()),
        first=_first(wanted_from(request), today).isoformat(),
        written=lines(one.task, found.names, provider_of(one.task) if offer else "", t),
    )


def _offer(one: Listed) -> Offer | None:
    if one.request is None:
        return None
    try:
        return offer_of(one.task, 1, was_chosen=False)
    except Refused:
        return None


def left_said(left: timedelta, t: Words) -> str:
    """How long there is still, as one says it."""
    seconds = int(left.total_seconds())
    if seconds <= 0:
        return t("inbox.left.over")
    if seconds >= _TWO_DAYS:
        return t("inbox.left.days", days=left.days)
    hours, minutes = seconds // _HOUR, seconds % _HOUR // _MINUTE
    if hours:
        return t("inbox.left.hours", hours=hours, minutes=minutes)
    return t("inbox.left.minutes", minutes=max(minutes, 1))


def _state(offer: Offer, task: Mapping[str, Any]) -> str:
    if offer.status == "in-progress":
        came = words(element(task, "executionPeriod"), "start")
        return "abort" if offer.abort_asked else "came" if came else "begun"
    return "chosen" if offer.is_selected else offer.status


def _group(state: str) -> str:
    if state in {"requested", "received"}:
        return OPEN
    return CHOSEN if state in {"chosen", *UNDER_WAY} else UNREAD if state == UNREAD else WAITS


def _standing(offer: Offer | None, state: str, today: date, t: Words) -> str:
    """One sentence: what was said, and what comes next."""
    if offer is None:
        return t.of("inbox.is", state)
    if state == "received" and offer.is_waiting_for_information:
        return t("inbox.is.asks")
    if state == "accepted" and offer.available_from and offer.held_until:
        begins = day_said(day_of(offer.available_from), t, today)
        until = _moment(offer.held_until, today, t)
        return t("inbox.is.accepted", begins=begins, until=until)
    if state == "on-hold" and offer.other_date:
        return t("inbox.is.on-hold", day=day_said(offer.other_date, t, today))
    return t.of("inbox.is", state)


def _moment(at: datetime, today: date, t: Words) -> str:
    return f"{day_said(day_of(at), t, today)}, {time_said(at, t)}"


def _first(wanted: date | None, today: date) -> date:
    return max(wanted, today) if wanted else today
