"""Which versions of one resource are asked for: by their time, and a page of them.

https://hl7.org/fhir/R4/http.html#history
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from hub.access.by_day import day_of
from hub.search.past import Span
from hub.search.query import Cursor
from hub.search.reach import OFFERED
from hub.storage.binding import Columns
from hub.storage.current import SAID_BY_EACH
from profiles.search.dates import EARLIEST, LATEST

MOST_VERSIONS = 500
"""Of one page."""


class VersionsAsked(msgspec.Struct, frozen=True):
    """Which versions of one resource: by their time, and from where on, at most so many."""

    span: Span = Span()
    count: int = MOST_VERSIONS
    after: Cursor | None = None


WHOLE = VersionsAsked()


def within(rows: Sequence[Columns], span: Span, rules: Collection[str]) -> Iterator[Columns]:
    """Those of the span, newest first: of each word what stood there until another came.

    By whole days where they are open, by these `rules`, to who was offered a place.
    """
    if OFFERED in rules:
        span = _whole_days(span)
    ended: dict[str, datetime] = {}
    for row in rows:
        word = row["custodian"] if row["type"] in SAID_BY_EACH else ""
        moment, end = row["last_updated"], ended.get(word)
        ended[word] = moment
        if span.since <= moment < span.high and (span.low is None or not end or end > span.low):
            yield row


def _whole_days(span: Span) -> Span:
    """Whatever moments of these days are asked, the answer is the same."""
    low = day_of(span.low) if span.low else None
    high = span.high if span.high >= LATEST else day_of(span.high) + timedelta(days=1)
    return Span(day_of(span.since) if span.since > EARLIEST else span.since, low, high)


def is_after(row: Columns, cursor: Cursor | None) -> bool:
    """Whether it is of the page that begins there, or of a later one."""
    if cursor is None:
        return True
    here = row["last_updated"], row["version"]
    return here < (datetime.fromisoformat(cursor.moment), cursor.version)


def bound(client_id: str, kind: str | None, subject: str = "") -> str:
    """To whom, and of what history, the link of a page is; a search's is of another kind."""
    return f"{client_id}|{kind or ''}/{subject}/_history"
