"""Who came from where to where in each week of a month: in, through and out."""

from collections.abc import Iterator, Sequence

from hub.transfer.figures.clock import day_of, week_of
from hub.transfer.figures.figure import NOT_KNOWN, Figure, Measured, figure
from hub.transfer.figures.of_cases import Seen
from hub.transfer.figures.terms import Period
from hub.transfer.figures.trail import Trail

_DIRECTION = {
    (True, False): "in",
    (False, False): "through",
    (False, True): "out",
    (True, True): "at-home",
}
"""By whether he was at home, and whether he is now: in-, door- and uitstroom, or care at home."""


def flows(seen: Seen, every: Sequence[Trail], period: Period) -> Iterator[Figure]:
    """By the day on which somebody was admitted, whenever he was asked for."""
    admitted = [
        trail for trail in every
        if trail.last.admitted_at is not None and day_of(trail.last.admitted_at) in period
    ]  # fmt: skip
    found = [_measured(seen, trail) for trail in admitted]
    yield figure("flow", "case", "%", found)
    yield figure("flow", "case", "%", found, ("week",))
    yield figure("flow", "case", "%", found, ("week", "origin", "destination"), is_for_desk=True)


def _measured(seen: Seen, trail: Trail) -> Measured:
    origin, admitted_at = trail.last.circumstances.origin, trail.last.admitted_at
    site = seen.facts.sites.get(trail.standing.made.service or "") if trail.standing else None
    kind = site.kind if site else None
    under = {
        "week": week_of(admitted_at) if admitted_at else NOT_KNOWN,
        "origin": origin or NOT_KNOWN,
        "destination": kind or NOT_KNOWN,
    }
    if origin is None or kind is None:
        why = "origin-not-known" if origin is None else "destination-not-known"
        return Measured(trail.id, under, left_out=why)
    homes = seen.terms.at_home
    return Measured(trail.id, under, part=_DIRECTION[origin in homes, kind in homes])
