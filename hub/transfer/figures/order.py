"""The events of one case, or of one offer, in the order in which they happened."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from hub.transfer.step import Event

_MOST = 7
"""Of one moment that are tried in every order; of more the order is settled, but may be another."""
_Standing = tuple[str, str | None] | None


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """By moment; those of one moment so that each begins where the one before ended.

    In whatever order they come, it is the same; one that comes twice is one.
    """
    by_moment = sorted(set(events), key=lambda event: event.at)
    ordered: list[Event] = []
    for _, group in groupby(by_moment, key=lambda event: event.at):
        same = list(group)
        if len(same) > 1:
            same.sort(key=repr)
            stands = ordered[-1].became if ordered else None
            same = _chain(same, stands, is_first=not ordered) or same
        ordered += same
    return tuple(ordered)


def _chain(left: Sequence[Event], stands: _Standing, *, is_first: bool) -> list[Event] | None:
    if len(left) > _MOST:
        return None
    if not left:
        return []
    for n, event in enumerate(left):
        if is_first or event.was == stands:
            rest = _chain([*left[:n], *left[n + 1 :]], event.became, is_first=False)
            if rest is not None:
                return [event, *rest]
    return None
