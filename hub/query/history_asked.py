"""The parameters of a history: `_since`, `_at`, `_count`, and the link of a page.

https://hl7.org/fhir/R4/http.html#history
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from hub.errors import Invalid
from hub.query.within import bound
from hub.search import page
from hub.search.part import ELEMENTS, SUMMARY, Parts
from hub.search.past import Span
from hub.search.query import Cursor
from hub.security.errand import Errand
from hub.storage.sealing import Keyring
from profiles.resource.subset import Part
from profiles.search.dates import LATEST, span

SINCE, AT, COUNT = "_since", "_at", "_count"
TAKEN = frozenset({SINCE, AT, COUNT, SUMMARY, ELEMENTS, page.PAGE_PARAMETER})
MOST_DIGITS = 6
_ANYTHING = "Resource"
_Pairs = Sequence[tuple[str, str]]


class Window(msgspec.Struct, frozen=True):
    """What a history is asked with; `pairs` are all of it, for the link of the next page."""

    pairs: tuple[tuple[str, str], ...]
    span: Span
    count: int | None
    after: Cursor | None
    part: Part | None
    counts_alone: bool


def window(
    keyring: Keyring, errand: Errand, kind: str | None, pairs: _Pairs, subject: str = ""
) -> Window:
    """As it is asked; `subject` is the one resource that it is of.

    Raises:
        Invalid: a value that can't be, one twice, or the link of another page.
    """
    asked, after = page.resumed(pairs, keyring, bound(errand.client.client_id, kind, subject))
    said = dict(asked)
    if len(said) < len(asked):
        raise Invalid("a history takes each of its parameters once")
    parts = Parts(kind or _ANYTHING)
    for name, value in asked:
        parts.take(name, value)
    low, high = _span(said, AT) if AT in said else (None, LATEST)
    since = _span(said, SINCE)[0] if SINCE in said else Span().since
    return Window(
        tuple(asked),
        Span(since, low, high),
        0 if parts.counts_alone else _count(said.get(COUNT)),
        after,
        parts.part,
        parts.counts_alone,
    )


def _span(said: dict[str, str], name: str) -> tuple[datetime, datetime]:
    try:
        return span(said[name])
    except ValueError:
        raise Invalid(f"{name} takes a moment such as 2026-11-30T12:00:00Z, or a day") from None


def _count(said: str | None) -> int | None:
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS):
        raise Invalid("_count takes a whole number, 0 or more")
    return int(said)
