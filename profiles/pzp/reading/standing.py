"""Which facts of a subject may hold, newest first, and which are history.

A later word of the very source takes the place of an earlier one, where it decides. Nothing else
does: what another says, what is not known, and what has no source stand beside it.
docs/decisions/0048-one-reading.md
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from profiles.pzp.contradiction.dated import is_later, span_of
from profiles.pzp.reading.day import day_here
from profiles.pzp.reading.fact import Fact, Says, Standing, Subject
from profiles.pzp.reading.observation import NOT_CAPABLE

_DAY = 25 * 3600
"""The seconds of the longest day; a moment in it tells no more."""
Key = Callable[[Fact], object]


def once(facts: Iterable[Fact]) -> list[Fact]:
    """The same fact of one source and one day, said twice, once; what is derived, at its origin."""
    listed = list(facts)
    own = [one for one in listed if not one.is_derived]
    made = [one for one in listed if one.is_derived and not _is_told_by(one, own)]
    return _grouped([*own, *made], lambda one: (_said(one), day_here(one.date), one.ended))


def standing(facts: Sequence[Fact]) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """What may hold, and what is history."""
    holds = [one for one in facts if one.standing.may_hold]
    last = [one for one in holds if not any(_replaces(other, one) for other in holds)]
    now = [one for one in last if not any(_repeats(one, other) for other in last)]
    shown = {id(one) for one in now}
    before = [one for one in facts if id(one) not in shown]
    return tuple(sorted(_grouped(now, _said), key=order)), tuple(sorted(before, key=order))


def order(fact: Fact) -> tuple[object, ...]:
    """Newest first, and what has no date before all; who can't decide stands before who can."""
    covered = span_of(fact.date)
    newest = -covered[0].timestamp() if covered else float("-inf")
    names = [(one.name, one.role, one.kind, one.address) for one in fact.parties]
    return (_urgency(fact), newest, fact.source, fact.content, fact.standing, fact.called,
            fact.addresses, fact.written, fact.displays, fact.remarks, fact.date, fact.ended,
            names, fact.is_claimed, fact.is_derived)  # fmt: skip


def differ(facts: Iterable[Fact]) -> bool:
    """Whether they are not the same."""
    return len({one.content for one in facts}) > 1


def _urgency(fact: Fact) -> int:
    if fact.subject is not Subject.CAPACITY:
        return 0
    if fact.code == NOT_CAPABLE:
        return 0
    return 1 if fact.says is Says.UNREAD else 2


def _replaces(later: Fact, earlier: Fact) -> bool:
    return (
        later.says.decides
        and later.standing is Standing.IN_FORCE
        and later.source == earlier.source != ""
        and is_later(later.date, earlier.date)
    )


def _repeats(earlier: Fact, later: Fact) -> bool:
    """Whether the same was said later, by whomever."""
    return (
        later.content == earlier.content
        and later.standing is Standing.IN_FORCE
        and is_later(later.date, earlier.date)
    )


def _is_told_by(made: Fact, own: Iterable[Fact]) -> bool:
    """Whether its origin is here and says the same, so that it adds nothing."""
    return any(
        one.subject is made.subject
        and not set(one.addresses).isdisjoint(made.addresses)
        and (one.content == made.content or made.subject is Subject.TOLD)
        and (one.standing.may_hold or not made.standing.may_hold)
        for one in own
    )


def _said(fact: Fact) -> tuple[object, ...]:
    called = " ".join(fact.called.casefold().split())
    return (fact.subject, called, fact.content, fact.source, fact.standing, fact.is_claimed,
            fact.treats)  # fmt: skip


def _grouped(facts: Sequence[Fact], key: Key) -> list[Fact]:
    same: defaultdict[object, list[Fact]] = defaultdict(list)
    for one in sorted(facts, key=order):
        same[key(one)].append(one)
    return [_one(some) for some in same.values()]


def _one(same: Sequence[Fact]) -> Fact:
    """All that several say beside the same; of the date that tells most."""
    if len(same) == 1:
        return same[0]
    return replace(
        same[0],
        date=min((one.date for one in same), key=_vagueness),
        written=_all(same, lambda one: one.written),
        displays=_all(same, lambda one: one.displays),
        remarks=_all(same, lambda one: one.remarks),
        parties=tuple(sorted({party for one in same for party in one.parties})),
        addresses=tuple(sorted({name for one in same for name in one.addresses})),
        is_derived=all(one.is_derived for one in same),
        read_yourself=any(one.read_yourself for one in same),
    )


def _all(same: Sequence[Fact], of: Callable[[Fact], tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({text for one in same for text in of(one)}))


def _vagueness(date: str) -> tuple[float, bool, float, str]:
    """Least for a day; of those alike the latest."""
    covered = span_of(date)
    if covered is None:
        return (float("inf"), False, 0.0, date)
    width = max((covered[1] - covered[0]).total_seconds(), _DAY)
    return (width, "T" in date, -covered[0].timestamp(), date)
