"""What each figure has to be of each case, offer and site: plain questions, one after another."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hub.transfer.figures.facts import Facts
from hub.transfer.figures.terms import Terms
from hub.transfer.step import Event
from tests.hub.transfer.figures.plain import (
    Found,
    Told,
    counted_office_time,
    local,
    part_of_week,
    read,
    slept,
)

_STANDS = {"accepted", "in-progress", "completed"}
BY = {
    "time-to-place": [("care-type",), ("shift",), ("region",), ("care-type", "shift")],
    "wait-nights": [("care-type",), ("region",)],
    "desk-time": [("shift",), ("region",)],
    **{
        code: [("region",)]
        for code in (
            "ready-to-admission", "desk-time-office-hours", "wait-nights-until-now",
            "wrong-bed-nights-nza", "time-to-takeover", "outcome", "requested-in-shift",
            "placed-in-round", "placed-in-city", "open-cases", "capacity-freshness",
        )
    },
    "flow": [("week",), ("week", "origin", "destination")],
    "response-time": [("region",), ("provider",)],
    "answer": [("region",), ("provider",)],
    **{code: [("provider",)] for code in ("refusal-reason", "promise", "refused-with-place")},
}  # fmt: skip


class Plain:
    """All of it, for one month of the calendar."""

    def __init__(
        self, events: Sequence[Event], facts: Facts, terms: Terms, month: str, at: datetime
    ) -> None:
        self.cases = read([one for one in events if one.at <= at])
        self.facts, self.terms, self.month, self.at = facts, terms, month, at

    def is_in(self, day: date) -> bool:
        """Whether it is of the month."""
        return day.strftime("%Y-%m") == self.month

    def found(self) -> Iterator[Found]:
        """Of everything everything."""
        for told in self.cases.values():
            offers = list(told.offers.values())
            chosen = [
                one for one in offers
                if "chosen" in one and one["last"].became[0] in _STANDS
            ]  # fmt: skip
            site = chosen and self.facts.sites[chosen[0]["made"].service]
            if told.asked and self.is_in(local(told.asked)):
                yield from self._of_case(told, offers, chosen, site)
            yield from self._open(told, chosen)
            yield from self._flow(told, site)
            for offer in offers:
                if self.is_in(local(offer["made"].at)):
                    yield from self._of_offer(offer)
        yield from self._sites()

    def outcome(self, told: Told, chosen: list[Any]) -> str:
        """How it stands."""
        ended = {"completed": "completed", "cancelled": "cancelled", "failed": "failed"}
        if told.status == "rejected":
            return "refused"
        return ended.get(told.status, "placed" if chosen else "open")

    def under(self, told: Told) -> dict[str, str]:
        """Of which kind it is."""
        assert told.event
        assert told.began
        care = told.cares[-1] if told.cares else "not-known"
        when = told.asked or told.began
        shift = part_of_week(when, self.terms.hours, self.facts.holidays)
        return {"care-type": care, "shift": shift, "region": told.event.region}

    def _of_case(
        self, told: Told, offers: list[Any], chosen: list[Any], site: Any
    ) -> Iterator[Found]:
        assert told.asked
        assert told.event
        under, how, last = self.under(told), self.outcome(told, chosen), told.event

        def say(code: str, unit: str, what: int | str, *, out: bool = False) -> Found:
            return code, unit, under, what, out

        if chosen:
            yield say("time-to-place", "h", _seconds(told.asked, chosen[0]["chosen"]))
            yield say("placed-in-round", "%", "first" if chosen[0]["made"].round == 1 else "later")
        else:
            yield say("time-to-place", "h", how, out=True)
            yield say("placed-in-round", "%", "not-placed", out=True)
        known = last.circumstances
        is_known = chosen and site.city and known.city
        here = ("own" if site.city == known.city else "other") if is_known else "city-not-known"
        yield say("placed-in-city", "%", here if chosen else "not-placed", out=not is_known)
        yield from self._other_of_case(told, offers, how)

    def _other_of_case(self, told: Told, offers: list[Any], how: str) -> Iterator[Found]:
        assert told.event
        under, last = self.under(told), told.event

        def say(code: str, unit: str, what: int | str, *, out: bool = False) -> Found:
            return code, unit, under, what, out

        anew = "not-triaged"
        if told.cares:
            anew = "same" if told.cares[0] == told.cares[-1] else "changed"
        yield say("care-advised-anew", "%", anew, out=not told.cares)
        yield say("outcome", "%", how)
        why = last.reason or "not-known"
        is_off = how == "cancelled"
        yield say("cancel-reason", "%", why if is_off else "not-cancelled", out=not is_off)
        yield say("requested-in-shift", "%", under["shift"])
        yield say("opened-again", "%", "opened-again" if told.again else "never-opened-again")
        begun = [one["said"] for one in offers if "in-progress" in one["said"]]
        went = "failed" if any("failed" in one for one in begun) else "went-well"
        yield say("transfer-failed", "%", went if begun else "not-begun", out=not begun)
        yield self._handoff(told, under, is_begun=bool(begun))
        for code, unit, what in (*self._waits(told, how), *self._at_desk(told)):
            yield say(code, unit, what, out=isinstance(what, str))

    def _handoff(self, told: Told, under: dict[str, str], *, is_begun: bool) -> Found:
        full = "not-known" if is_begun else "not-begun"
        if told.held is not None:
            full = "complete" if told.held.filled == told.held.asked else "incomplete"
        return "handoff-complete", "%", under, full, told.held is None

    def _at_desk(self, told: Told) -> Iterator[tuple[str, str, int | str]]:
        assert told.asked
        if told.triaged is None:
            yield "desk-time", "h", "not-triaged"
            yield "desk-time-office-hours", "h", "not-triaged"
            return
        yield "desk-time", "h", _seconds(told.asked, told.triaged)
        hours, off = self.terms.hours, self.facts.holidays
        open_for = counted_office_time(told.asked, told.triaged, hours, off)
        yield "desk-time-office-hours", "h", open_for

    def _waits(self, told: Told, how: str) -> Iterator[tuple[str, str, int | str]]:
        assert told.event
        known, came = told.event.circumstances, told.event.admitted_at
        ready = known.ready_at
        if came is None:
            for code in ("wait-nights", "wrong-bed-nights-nza"):
                yield code, "{nights}", "not-admitted"
            for code in ("ready-to-admission", "time-to-takeover"):
                yield code, "h", "not-admitted"
            now: int | str = how
            if how in {"open", "placed"}:
                now = "ready-not-known" if ready is None else "not-ready"
                if ready is not None and ready <= self.at:
                    now = slept(local(ready), local(self.at))
            yield "wait-nights-until-now", "{nights}", now
            return
        yield "wait-nights-until-now", "{nights}", "admitted"
        yield "time-to-takeover", "h", _seconds(came, told.over) if told.over else "not-taken-over"
        if ready is None or came < ready:
            why = "admitted-before-ready" if ready else "ready-not-known"
            yield "wait-nights", "{nights}", why
            yield "ready-to-admission", "h", why
        else:
            yield "wait-nights", "{nights}", slept(local(ready), local(came))
            yield "ready-to-admission", "h", _seconds(ready, came)
        yield "wrong-bed-nights-nza", "{nights}", _nza(known, local(came))

    def _open(self, told: Told, chosen: list[Any]) -> Iterator[Found]:
        if self.outcome(told, chosen) == "open" and told.status != "draft":
            since = told.asked or told.began
            assert since
            age = "old" if self.at > since + self.terms.old_after else "young"
            yield "open-cases", "%", self.under(told), age, False

    def _flow(self, told: Told, site: Any) -> Iterator[Found]:
        assert told.event
        came, origin = told.event.admitted_at, told.event.circumstances.origin
        if came is None or not self.is_in(local(came)):
            return
        kind = site.kind if site else None
        under = {
            "week": local(came).strftime("%G-W%V"),
            "origin": origin or "not-known",
            "destination": kind or "not-known",
        }
        if origin is None or kind is None:
            why = "destination-not-known" if origin else "origin-not-known"
            yield "flow", "%", under, why, True
            return
        from_home, to_home = (one in self.terms.at_home for one in (origin, kind))
        way = ("at-home" if to_home else "in") if from_home else ("out" if to_home else "through")
        yield "flow", "%", under, way, False

    def _of_offer(self, offer: dict[str, Any]) -> Iterator[Found]:
        made, last, answer = offer["made"], offer["last"], offer.get("answer")
        under = {"provider": made.provider, "region": made.region}
        is_over = answer is None and last.answer_by <= self.at and last.became[0] != "cancelled"
        silent = "ended-before-answer" if last.became[0] == "cancelled" else "open"
        if is_over or (answer and answer.reason == "no-response"):
            time: int | str = _seconds(made.at, last.answer_by)
        elif answer is None:
            time = silent
        else:
            by_phone = answer.actor.for_whom is not None
            time = "told-by-phone" if by_phone else _seconds(made.at, answer.at)
        yield "response-time", "h", under, time, isinstance(time, str)
        refused = offer.get("refused")
        is_out = answer is None and not is_over
        yield "answer", "%", under, silent if is_out else _said(offer, refused), is_out
        has = refused is not None
        why = refused.reason if refused else "not-refused"
        yield "refusal-reason", "%", under, why, not has
        if "accepted" in offer["said"]:
            yield "promise", "%", under, "broken" if has else "kept", False
        else:
            yield "promise", "%", under, "not-accepted", True
        yield self._with_place(refused, under)

    def _with_place(self, refused: Event | None, under: dict[str, str]) -> Found:
        code = "refused-with-place"
        if refused is None or refused.reason not in {"no-capacity", "no-staff"}:
            return code, "%", under, "not-refused-for-place-or-staff", True
        free: int | None = None
        when: datetime | None = None
        for one in self.facts.statements:
            is_its = one.service == refused.service and one.care_type == refused.care_type
            if is_its and one.at <= refused.at and (when is None or one.at > when):
                when, free = one.at, one.available
        if free is None:
            return code, "%", under, "capacity-not-known", True
        return code, "%", under, "place-was-stated" if free else "no-place-was-stated", False

    def _sites(self) -> Iterator[Found]:
        for service, site in self.facts.sites.items():
            ages = [
                self.at - one.at for one in self.facts.statements
                if one.service == service and one.at <= self.at
            ]  # fmt: skip
            new = "fresh" if ages and min(ages) <= self.terms.fresh_for else "stale"
            part = new if ages else "never"
            yield "capacity-freshness", "%", {"region": site.region}, part, False


def _seconds(since: datetime, until: datetime) -> int:
    return round(until.timestamp() - since.timestamp())


def _said(offer: dict[str, Any], refused: Event | None) -> str:
    if "accepted" in offer["said"]:
        return "accepted"
    if refused is None:
        return "other-date" if "on-hold" in offer["said"] else "no-response"
    return {
        "no-capacity": "no-capacity-or-staff", "no-staff": "no-capacity-or-staff",
        "care-not-offered": "not-offered", "no-response": "no-response",
    }.get(refused.reason or "", "other-reason")  # fmt: skip


def _nza(known: Any, came: date) -> int | str:
    if known.wlz_stay_from is None or known.wlz_stay_from > came:
        return "no-started-wlz-stay"
    if known.specialist_until is None:
        return "end-of-specialist-care-not-known"
    nights, night = 0, known.wlz_stay_from
    while night < came:
        nights += night > known.specialist_until
        night += timedelta(days=1)
    return nights
