"""What the cases of a month measure, each of them once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from hub.transfer.figures.clock import day_of, nights, office_time, shift_of
from hub.transfer.figures.facts import Facts, Statement
from hub.transfer.figures.figure import NOT_KNOWN, Figure, Key, Measured, Unit, figure
from hub.transfer.figures.terms import Terms
from hub.transfer.figures.trail import Trail

Found = int | str
"""Seconds or nights, or why it is left out."""
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """With what, and as it was known at which moment; `statements` by care service and care."""

    facts: Facts
    terms: Terms
    at: datetime
    statements: Mapping[tuple[str, str], Sequence[Statement]]


def under(seen: Seen, trail: Trail) -> dict[str, str]:
    """What a case is told apart by: care as it was advised last, and when it was asked for."""
    shift = shift_of(trail.begun_at, seen.terms.hours, seen.facts.holidays)
    care = trail.last.care_type or NOT_KNOWN
    return {"care-type": care, "shift": shift, "region": trail.last.region or NOT_KNOWN}


def _elapsed(since: datetime, until: datetime) -> int:
    return (until - since) // _SECOND


def _to_place(_: Seen, trail: Trail) -> Found:
    if trail.requested_at is None or trail.placed_at is None:
        return trail.outcome
    return _elapsed(trail.requested_at, trail.placed_at)


def _at_desk(seen: Seen, trail: Trail, *, in_office_hours: bool) -> Found:
    asked, advised = trail.requested_at, [one.at for one in trail.advice]
    if asked is None or not advised:
        return "not-triaged"
    if not in_office_hours:
        return _elapsed(asked, advised[0])
    open_for = office_time(asked, advised[0], seen.terms.hours, seen.facts.holidays)
    return open_for // _SECOND


def _from_ready(_: Seen, trail: Trail, *, in_nights: bool) -> Found:
    ready, admitted = trail.last.circumstances.ready_at, trail.last.admitted_at
    if admitted is None:
        return "not-admitted"
    if ready is None:
        return "ready-not-known"
    if admitted < ready:
        return "admitted-before-ready"
    if in_nights:
        return nights(day_of(ready), day_of(admitted))
    return _elapsed(ready, admitted)


def _until_now(seen: Seen, trail: Trail) -> Found:
    ready = trail.last.circumstances.ready_at
    if trail.last.admitted_at is not None:
        return "admitted"
    if trail.outcome not in {"open", "placed"}:
        return trail.outcome
    if ready is None:
        return "ready-not-known"
    return nights(day_of(ready), day_of(seen.at)) if ready <= seen.at else "not-ready"


def _by_nza(_: Seen, trail: Trail) -> Found:
    known, admitted = trail.last.circumstances, trail.last.admitted_at
    if admitted is None:
        return "not-admitted"
    if known.wlz_stay_from is None or known.wlz_stay_from > day_of(admitted):
        return "no-started-wlz-stay"
    if known.specialist_until is None:
        return "end-of-specialist-care-not-known"
    begins = max(known.specialist_until + timedelta(days=1), known.wlz_stay_from)
    return max(nights(begins, day_of(admitted)), 0)


def _to_takeover(_: Seen, trail: Trail) -> Found:
    if trail.last.admitted_at is None:
        return "not-admitted"
    if trail.taken_over_at is None:
        return "not-taken-over"
    return _elapsed(trail.last.admitted_at, trail.taken_over_at)


_Measure = Callable[[Seen, Trail], Found]
_EACH: tuple[Key, ...] = (("care-type",), ("shift",), ("region",))
_MEASURES: tuple[tuple[str, Unit, _Measure, tuple[Key, ...]], ...] = (
    ("time-to-place", "h", _to_place, _EACH),
    ("ready-to-admission", "h", partial(_from_ready, in_nights=False), (("region",),)),
    ("desk-time", "h", partial(_at_desk, in_office_hours=False), (("shift",), ("region",))),
    ("desk-time-office-hours", "h", partial(_at_desk, in_office_hours=True), (("region",),)),
    ("wait-nights", "{nights}", partial(_from_ready, in_nights=True), _EACH[::2]),
    ("wait-nights-until-now", "{nights}", _until_now, (("region",),)),
    ("wrong-bed-nights-nza", "{nights}", _by_nza, (("region",),)),
    ("time-to-takeover", "h", _to_takeover, (("region",),)),
)
"""What waits for a place and the legal wrong bed stand apart, and are never added."""


def times_of_cases(seen: Seen, month: Sequence[Trail]) -> Iterator[Figure]:
    """How long each took; by care type and shift at once for the transfer point alone."""
    for code, unit, measure, each in _MEASURES:
        found = [_measured(seen, trail, measure) for trail in month]
        yield figure(code, "case", unit, found)
        for by in each:
            yield figure(code, "case", unit, found, by)
        if code == "time-to-place":
            yield figure(code, "case", unit, found, ("care-type", "shift"), is_for_desk=True)


def _measured(seen: Seen, trail: Trail, measure: _Measure) -> Measured:
    found: Found = "request-not-known"
    if trail.requested_at is not None:
        found = measure(seen, trail)
    if isinstance(found, str):
        return Measured(trail.id, under(seen, trail), left_out=found)
    return Measured(trail.id, under(seen, trail), value=found)
