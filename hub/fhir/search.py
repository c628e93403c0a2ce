"""Search: `GET Type?…` and `POST Type/_search`. https://hl7.org/fhir/R4/http.html#search."""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote_plus

import msgspec

from hub.fhir.bundle import Link, bundle, outcome_entry
from hub.fhir.call import Answer, Call
from hub.fhir.number_in_url import names_someone
from hub.fhir.parts import Hub
from hub.query import search as query
from hub.query.promises_search import promises_search
from profiles.issue import Issue
from profiles.resource.subset import Part, subset

_FORMAT = "_format"
_Pairs = Sequence[tuple[str, str]]

NOT_ALL = Issue(
    "warning",
    "incomplete",
    "",
    "not all that belongs to what was found came along: it is too much for one answer; ask for "
    "each type by itself",
)

NOT_DERIVED = Issue(
    "information",
    "incomplete",
    "",
    "what says the same in other releases of the national guide did not come along, or not all "
    "of it; search by patient and code alone to see that too",
)

REPLACED = Issue(
    "warning",
    "business-rule",
    "",
    "you merged this Patient into another, with whom his record is: search by the one whom his "
    "link replaced-by names",
)

DAMAGED = Issue(
    "error",
    "exception",
    "",
    "not all can be shown: what is stored was changed outside the hub; ask its source, and tell "
    "the hub's owner the X-Request-Id of this answer",
)


async def search(hub: Hub, call: Call, resource_type: str) -> Answer:
    """A searchset with what the caller may see, and with nothing where that is nothing.

    Raises:
        Invalid, NotSupported: the search itself can't be done.
    """
    asked = query.SearchAsked(
        resource_type, call.pairs, hub.limits, lenient=call.prefers("handling=lenient")
    )
    answered = await promises_search(hub.access, call.errand, asked)
    answered = answered or await query.search_record(hub.access, call.errand, asked)
    return Answer(200, _searchset(hub, answered))


def _searchset(hub: Hub, answered: query.Answered) -> bytes:
    base, part = msgspec.json.encode(hub.fhir_url)[:-1], answered.query.part
    # Elements are named of what matches, not of what comes along.
    beside = None if part is not None and part.kind == "elements" else part
    entries = [_entry(base, one, b"match", part) for one in answered.matches]
    entries += [_entry(base, one, b"include", beside) for one in answered.along]
    entries += [_derived_entry(one, part) for one in answered.derived.made]
    if answered.query.ignored:
        entries.append(outcome_entry(_ignored(answered.query.ignored)))
    if not answered.all_along:
        entries.append(outcome_entry(NOT_ALL))
    if not answered.derived.is_all:
        entries.append(outcome_entry(NOT_DERIVED))
    if answered.is_replaced:
        entries.append(outcome_entry(REPLACED))
    if answered.damaged:
        entries.append(outcome_entry(DAMAGED))
    asked = answered.query
    links = [Link("self", _self(hub, answered))]
    if answered.next is not None:
        url = f"{hub.fhir_url}/{asked.type}?{query.PAGE}={answered.next}{_format(asked.pairs)}"
        links.append(Link("next", url))
    return bundle("searchset", entries, links, answered.total if asked.total else None)


def _ignored(names: Sequence[str]) -> Issue:
    """What a lenient search left out of account. https://hl7.org/fhir/R4/search.html#errors."""
    return Issue(
        "warning",
        "not-supported",
        "",
        f"left out of account, for there is no such search parameter here: {', '.join(names)}",
    )


def _entry(base: bytes, stored: query.Stored, mode: bytes, part: Part | None) -> bytes:
    """`base` is JSON up to the quote at its end; an address has nothing that JSON escapes."""
    return b'{"fullUrl":%b/%b","resource":%b,"search":{"mode":"%b"}}' % (
        base,
        stored.address.encode(),
        subset(stored.body, part) if part else stored.body,
        mode,
    )


def _derived_entry(one: query.Made, part: Part | None) -> bytes:
    """Of what nobody stored: it can't be read by itself."""
    return b'{"fullUrl":"%b","resource":%b,"search":{"mode":"match"}}' % (
        one.name.encode(),
        subset(one.body, part) if part else one.body,
    )


def _self(hub: Hub, answered: query.Answered) -> str:
    """What was understood, without values that name a person."""
    asked = answered.query
    tail = "&".join(
        f"{_remembered(name)}={_quoted(value)}"
        for name, value in asked.pairs
        if not names_someone(value)
    )
    return f"{hub.fhir_url}/{asked.type}{tail and '?'}{tail}"


def _format(pairs: _Pairs) -> str:
    """The end of a page link, so that the next page comes in the same format."""
    return "".join(f"&{_FORMAT}={quote_plus(value)}" for name, value in pairs if name == _FORMAT)


def _quoted(value: str) -> str:
    """A code with its system is one that many ask for."""
    return _remembered(value) if value.startswith("http") else quote_plus(value)


_remembered = lru_cache(maxsize=4096)(quote_plus)
