"""How much to rely on what a site said a while ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from hub.transfer.capacity.statement import Statement

Freshness = Literal["fresh", "stale", "old"]


@dataclass(frozen=True, slots=True)
class Terms:
    """Settings of the region: until when a statement is fresh, and from when it is old."""

    fresh_for: timedelta = timedelta(hours=8)
    old_after: timedelta = timedelta(hours=24)

    def __post_init__(self) -> None:
        if not timedelta(0) < self.fresh_for <= self.old_after:
            raise ValueError("a statement is fresh for some time, and grows old behind it")


@dataclass(frozen=True, slots=True)
class Age:
    """`worth` is in percent: it halves each time that a statement could have been fresh."""

    kind: Freshness
    since: timedelta
    worth: int
    has_ended: bool


def age(statement: Statement, now: datetime, terms: Terms) -> Age:
    """Of a statement at this moment; behind the end of its window it is not fresh."""
    since = max(timedelta(0), now - statement.said_at)
    has_ended = now >= statement.end
    kind: Freshness = "fresh"
    if since > terms.old_after:
        kind = "old"
    elif since > terms.fresh_for or has_ended:
        kind = "stale"
    return Age(kind, since, round(100 * 0.5 ** (since / terms.fresh_for)), has_ended)
