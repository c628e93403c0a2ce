"""What no index sorts, in the order that is asked: by what each shows to the keys.

https://hl7.org/fhir/R4/search.html#sort
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from hub.search.query import Cursor, Sort
from profiles.search.extract import values_of
from profiles.search.text import normalise
from profiles.search.values import SearchValue, StringValue, TokenValue, UriValue


class Sortable(NamedTuple):
    """One that matches, as its asker sees it."""

    name: UUID
    last_updated: datetime
    resource: Mapping[str, Any]


def in_order(found: Sequence[Sortable], keys: Sequence[Sort]) -> list[UUID]:
    """Each name once; what shows a key no value comes last, whichever way is asked."""
    listed = sorted(found, key=itemgetter(0))
    for key in reversed(keys):
        valued = [(_value(one, key), one) for one in listed]
        shown = [pair for pair in valued if pair[0] is not None]
        shown.sort(key=itemgetter(0), reverse=key.descending)
        listed = [one for _, one in shown] + [one for value, one in valued if value is None]
    return list(dict.fromkeys(one.name for one in listed))


def after(names: Sequence[UUID], cursor: Cursor | None) -> int:
    """How many of them come before the page that begins behind the cursor.

    Where what it names is gone, its place is not: the next stands there now.
    """
    if cursor is None:
        return 0
    if cursor.rid in names:
        return names.index(cursor.rid) + 1
    return int(cursor.moment) - 1


def _value(one: Sortable, key: Sort) -> Any:
    """The least that it shows, or the most where the last comes first; None where it shows none."""
    if key.parameter == "_lastUpdated":
        return one.last_updated
    if key.parameter == "_id":
        return one.resource["id"]
    shown = [_compared(value, key) for value in values_of(one.resource, key.parameter)]
    return (max if key.descending else min)(shown, default=None)


def _compared(value: SearchValue, key: Sort) -> Any:
    match value:
        case StringValue():
            return normalise(value.text)
        case TokenValue():
            return value.code or ""
        case UriValue():
            return value.uri
        case _:
            return getattr(value, "high" if key.descending else "low")
