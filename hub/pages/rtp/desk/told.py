"""One case on its page in words: what is asked, for whom, its offers, and what can be done now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.pages.days import day_of, day_said
from hub.pages.rtp.asked import Fact, facts_of
from hub.pages.rtp.case_words import person_said, reason_said
from hub.pages.rtp.desk.clocks import long_said, moment_said, wrong_days
from hub.pages.rtp.desk.listed import care_of, standing_said, step_said
from hub.pages.rtp.desk.may import Beside, Form, forms_of_case, forms_of_offer
from hub.pages.rtp.desk.timeline import Told, reason_of, timeline
from hub.pages.rtp.named import named
from hub.pages.rtp.written import Line, lines
from hub.pages.words import Words
from hub.query.case_seen import CaseSeen, SeenOffer
from hub.transfer.lead import ELEMENT
from hub.transfer.next_step import next_step
from hub.transfer.offer import Offer
from hub.transfer.terms import first_term
from hub.transfer.urgency import is_urgent
from profiles.resource.read import element, has, objects, words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOffer:
    """One offer; `reason` is why it stands so."""

    id: str
    version: str
    who: str
    standing: str
    clock: str
    reason: str
    is_open: bool
    forms: Sequence[Form]
    written: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCase:
    """The whole of it, for one of its two sides."""

    id: str
    version: str
    who: str
    care: str
    is_urgent: bool
    standing: str
    reason: str
    step: str
    age: str
    term: str
    is_late: bool
    wrong: int
    facts: Sequence[Fact]
    notes: Sequence[str]
    around: Sequence[Fact]
    forms: Sequence[Form]
    offers: Sequence[ShownOffer]
    past: Sequence[ShownOffer]
    steps: Sequence[Told]


def shown(seen: CaseSeen, beside: Beside, ura: str, now: datetime, t: Words) -> ShownCase:
    """It, for who works at the organisation with this URA."""
    case, task, request = seen.case, seen.of.task, seen.of.request or {}
    term, today = first_term(case), day_of(now)
    offers = [_offer(one, seen, ura, now, t) for one in seen.offers]
    return ShownCase(
        id=seen.of.id,
        version=seen.of.version,
        who=person_said(seen.of.patient, t),
        care=care_of(case, request),
        is_urgent=is_urgent(task, request),
        standing=standing_said(case, t),
        reason=reason_said(task),
        step=step_said(case, next_step(case), seen.names, t),
        age=long_said(now - seen.row.asked_at, t),
        term=t(f"desk.term.{term.kind}", at=moment_said(term.at, now, t)) if term else "",
        is_late=term is not None and term.at <= now,
        wrong=wrong_days(case, now),
        facts=[one for one in facts_of(request, today, t) if one[0] != "who"],
        notes=notes_of(request),
        around=list(_around(seen, now, t)),
        forms=forms_of_case(seen, beside, ura, now),
        offers=[one for one in offers if one.is_open],
        past=[one for one in offers if not one.is_open],
        steps=timeline(seen, now, t),
    )


def notes_of(request: Mapping[str, Any] | None) -> list[str]:
    """What the inhabitant wishes, as it was typed."""
    return [words(one, "text") for one in objects((request or {}).get("note"))]


def _around(seen: CaseSeen, now: datetime, t: Words) -> Iterator[Fact]:
    """Who asked and whom to call, and the circumstances, as far as they are known."""
    case, today = seen.case, day_of(now)
    around = case.circumstances
    yield "by", named(seen.names, case.requester, t)
    yield from (("contact", one) for one in _contacts(seen.of.task))
    if around.origin:
        yield "origin", t.of("origin", around.origin) or around.origin
    if around.city:
        yield "city", around.city
    if around.ready_at:
        yield "ready", day_said(day_of(around.ready_at), t, today)
    if around.specialist_until:
        yield "specialist", day_said(around.specialist_until, t, today)
    if around.wlz_stay_from:
        yield "wlz", day_said(around.wlz_stay_from, t, today)
    for one in sorted(case.excluded):
        yield "excluded", named(seen.names, one, t)
    if case.admitted_at:
        yield "admitted", moment_said(case.admitted_at, now, t)


def _contacts(task: Mapping[str, Any]) -> Iterator[str]:
    for one in objects(task.get("input")):
        if has(one.get("type"), (ELEMENT, "contact")):
            detail, point = element(one, "valueContactDetail"), element(one, "valueContactPoint")
            numbers = [words(each, "value") for each in objects(detail.get("telecom"))]
            said = [words(detail, "name"), *numbers, words(point, "value")]
            yield ", ".join(filter(None, said)) or words(one, "valueString") or "?"


def _offer(one: SeenOffer, seen: CaseSeen, ura: str, now: datetime, t: Words) -> ShownOffer:
    offer = one.offer
    return ShownOffer(
        id=offer.id,
        version=one.version,
        who=named(seen.names, offer.provider, t),
        standing=_standing(offer, now, t),
        clock=_clock(offer, now, t),
        reason=reason_of(offer.abort_asked or offer.reason),
        is_open=offer.is_open and offer.round == seen.case.round,
        forms=forms_of_offer(seen, offer, ura, now),
        written=lines(one.task, seen.names, ura, t),
    )


def _standing(offer: Offer, now: datetime, t: Words) -> str:
    today = day_of(now)
    if offer.abort_asked is not None:
        return t("desk.offer.abort-asked")
    if offer.is_selected and offer.status == "accepted":
        return t("desk.offer.selected")
    if offer.status == "accepted" and offer.available_from:
        day = day_said(day_of(offer.available_from), t, today)
        return t("desk.offer.accepted-from", day=day)
    if offer.status == "on-hold" and offer.other_date:
        return t("desk.offer.other", day=day_said(offer.other_date, t, today))
    if offer.status == "received" and offer.is_waiting_for_information:
        return t("desk.offer.awaiting-information")
    return t.of("desk.offer", offer.status) or offer.status


def _clock(offer: Offer, now: datetime, t: Words) -> str:
    if offer.status in {"requested", "received"}:
        return t("desk.term.answer", at=moment_said(offer.answer_by, now, t))
    if offer.status == "accepted" and not offer.is_selected and offer.held_until:
        return t("desk.term.held", at=moment_said(offer.held_until, now, t))
    return ""
