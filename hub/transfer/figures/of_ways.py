"""What came of the cases of a month: how they ended, where somebody came, what went otherwise."""

from collections.abc import Callable, Iterator, Sequence

from hub.transfer.figures.figure import Figure, Key, Measured, figure
from hub.transfer.figures.of_cases import Seen, under
from hub.transfer.figures.trail import Trail

Part = tuple[str, None] | tuple[None, str]
"""In which part it is, or why it is left out."""
_ENDED_OTHERWISE = "not-placed"


def _outcome(_: Seen, trail: Trail) -> Part:
    return trail.outcome, None


def _cancelled(_: Seen, trail: Trail) -> Part:
    if trail.outcome != "cancelled":
        return None, "not-cancelled"
    return trail.last.reason or "not-known", None


def _shift(seen: Seen, trail: Trail) -> Part:
    return under(seen, trail)["shift"], None


def _round(_: Seen, trail: Trail) -> Part:
    if trail.standing is None:
        return None, _ENDED_OTHERWISE
    return "first" if trail.standing.made.round == 1 else "later", None


def _city(seen: Seen, trail: Trail) -> Part:
    if trail.standing is None:
        return None, _ENDED_OTHERWISE
    site, lives = seen.facts.sites.get(trail.standing.made.service or ""), trail.last.circumstances
    if site is None or site.city is None or lives.city is None:
        return None, "city-not-known"
    return "own" if site.city == lives.city else "other", None


def _advice(_: Seen, trail: Trail) -> Part:
    advised = [one.care_type for one in trail.advice]
    if not advised:
        return None, "not-triaged"
    return "same" if advised[0] == advised[-1] else "changed", None


def _again(_: Seen, trail: Trail) -> Part:
    return "opened-again" if trail.was_opened_again else "never-opened-again", None


def _failed(_: Seen, trail: Trail) -> Part:
    begun = [one for one in trail.offers if one.first("in-progress")]
    if not begun:
        return None, "not-begun"
    return "failed" if any(one.first("failed") for one in begun) else "went-well", None


def _handoff(_: Seen, trail: Trail) -> Part:
    """As it was corrected last, of the transfer that began last."""
    if not any(one.first("in-progress") for one in trail.offers):
        return None, "not-begun"
    held = trail.held
    if held is None:
        return None, "not-known"
    return "complete" if held.filled >= held.asked else "incomplete", None


_PARTS: tuple[tuple[str, Callable[[Seen, Trail], Part], tuple[Key, ...], bool], ...] = (
    ("outcome", _outcome, (("region",),), False),
    ("cancel-reason", _cancelled, (), True),
    ("requested-in-shift", _shift, (("region",),), False),
    ("placed-in-round", _round, (("region",),), False),
    ("placed-in-city", _city, (("region",),), False),
    ("care-advised-anew", _advice, (), False),
    ("opened-again", _again, (), False),
    ("transfer-failed", _failed, (), False),
    ("handoff-complete", _handoff, (), False),
)


def parts_of_cases(seen: Seen, month: Sequence[Trail]) -> Iterator[Figure]:
    """Into which parts they fall, each case into one."""
    for code, part_of, each, is_for_desk in _PARTS:
        found = [_measured(seen, trail, part_of) for trail in month]
        for by in ((), *each):
            yield figure(code, "case", "%", found, by, is_for_desk=is_for_desk)


def open_cases(seen: Seen, every: Sequence[Trail]) -> Figure:
    """Of those for whom there is no place yet, whenever asked for: the old and the young."""
    waiting = (one for one in every if one.outcome == "open" and not one.is_draft)
    age = seen.terms.old_after
    found = [
        Measured(one.id, under(seen, one), part="old" if seen.at - one.begun_at > age else "young")
        for one in waiting
    ]
    return figure("open-cases", "case", "%", found, ("region",))


def _measured(seen: Seen, trail: Trail, part_of: Callable[[Seen, Trail], Part]) -> Measured:
    part, why = part_of(seen, trail) if trail.requested_at else (None, "request-not-known")
    return Measured(trail.id, under(seen, trail), part=part, left_out=why)
