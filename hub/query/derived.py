"""What is made up to answer in the words of one release of the guide what was said in another's.

Of what is open to the asker, on the first page of a search for just that; never stored.
docs/decisions/0045-two-releases-of-the-guide.md
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import msgspec

from consent.capacity import CapacityWord
from consent.data_category import category_of
from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.errors import Damaged
from hub.query.along import Moved
from hub.query.shown import as_open
from hub.search import statement
from hub.search.context import BY_BSN, WHOSE
from hub.search.kinds.token import AnyToken, keys
from hub.search.parse import Limits, parse
from hub.search.query import SearchQuery
from hub.search.reach import Key
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.storage.pseudonym import rid, section_number
from hub.storage.stored import Stored, unseal_current
from profiles.instant import instant
from profiles.pzp.derived import as_request, as_told, legally_capable
from profiles.pzp.wish import CAPACITY, TALK, TOLD
from profiles.resource.read import Pair, element, objects, words
from profiles.search.values import TokenValue
from profiles.systems import URA_SYSTEM

MOST = 100
"""Records of another type that are told over in one answer."""
_SHAPING = frozenset({"_count", "_sort", "_total", "_format", "_include", "_revinclude"})
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class Made(NamedTuple):
    """One such resource: its `name` is a URN, the same each time, and it has no id.

    It is `called` by these business identifiers: source, system and value.
    """

    name: str
    body: bytes
    called: frozenset[tuple[str, str, str]] = frozenset()


class Derived(msgspec.Struct, frozen=True):
    """What was made, and what it is open by.

    `is_all` is false where the search asks more than can be told of it, or it is too much.
    """

    made: Sequence[Made] = ()
    keys: Sequence[Key] = ()
    is_all: bool = True
    damaged: int = 0


NOTHING = Derived()


class _Twin(NamedTuple):
    """A type of another release that says the same, how it is asked for, and how it is retold."""

    type: str
    parameter: str
    code: Pair
    tell: Callable[[Mapping[str, Any], str], dict[str, Any]]


class _Fact(NamedTuple):
    """By which parameter and code a search asks for it."""

    parameter: str
    code: Pair
    twin: _Twin | None = None


_FACTS = {
    "Observation": _Fact("code", CAPACITY),
    "CommunicationRequest": _Fact(
        "category", TOLD, _Twin("Communication", "reason-code", TALK, as_request)
    ),
    "Communication": _Fact(
        "reason-code", TALK, _Twin("CommunicationRequest", "category", TOLD, as_told)
    ),
}


async def derived(
    access: Access, errand: Errand, query: SearchQuery, limits: Limits, dossier: Dossier
) -> Derived:
    """What the asker may see told over in the type that is searched.

    Raises:
        Moved: the inhabitant's facts are no longer those that were decided by.
    """
    fact = _FACTS.get(query.type)
    if fact is None or query.cursor is not None or not _asks(fact, query):
        return NOTHING
    if not all(_is_known(fact, name) for name, _ in query.pairs):
        return Derived(is_all=False)
    if fact.twin is None:
        return _capacity(access, errand, dossier)
    return await _retold(access, errand, query, limits, dossier, fact.twin)


def _asks(fact: _Fact, query: SearchQuery) -> bool:
    wanted = set(keys(TokenValue(fact.parameter, *fact.code))[:2])
    return any(
        isinstance(one, AnyToken) and not one.negated and not wanted.isdisjoint(one.keys)
        for one in query.filters
    )


def _is_known(fact: _Fact, name: str) -> bool:
    return name in BY_BSN or name.partition(":")[0] in {*WHOSE, *_SHAPING, fact.parameter}


def _capacity(access: Access, errand: Errand, dossier: Dossier) -> Derived:
    """Of each Patient or form that says whether he can decide, what no Observation says as well."""
    open_ = [
        word
        for word in dossier.facts.capacity_words
        if dossier.scope.permits(word.custodian, category_of(word.kind), word.said_in)
        and may_bring(errand.client, word.kind)
    ]
    said = {_what(word) for word in open_ if word.kind == "Observation"}
    told = {_what(word): word for word in open_ if _what(word) not in said}
    words = list(told.values())
    return Derived(
        made=[_observed(dossier, word) for word in sorted(words, key=_not_capable_first)],
        keys=[_key(access, dossier, word) for word in words],
    )


def _not_capable_first(word: CapacityWord) -> tuple[bool, str, str]:
    return word.capable, word.custodian, word.said_in


def _what(word: CapacityWord) -> tuple[str, bool, date]:
    return word.custodian, word.capable, word.day


def _key(access: Access, dossier: Dossier, word: CapacityWord) -> Key:
    keyring, pat = access.keyring, dossier.reach.pat
    section = section_number(keyring.index_key, pat, word.custodian, category_of(word.kind))
    return section, rid(keyring, *word.said_in.split("/", 1))


def _observed(dossier: Dossier, word: CapacityWord) -> Made:
    called = dossier.called
    source = called.versioned(word.said_in, word.custodian, word.version)
    meta = {"lastUpdated": instant(word.said_at), "source": f"{URA_SYSTEM}#{word.custodian}"}
    body = legally_capable(
        called.address(word.patient),
        capable=word.capable,
        remark=word.comment,
        day=word.on.isoformat() if word.on else "",
        meta=meta,
        source=source,
    )
    return _made("Observation", f"{source}#{word.capable}", body)


async def _retold(
    access: Access,
    errand: Errand,
    query: SearchQuery,
    limits: Limits,
    dossier: Dossier,
    twin: _Twin,
) -> Derived:
    if not may_bring(errand.client, twin.type):
        return NOTHING
    asked = parse(twin.type, list(_twin_pairs(query, twin)), limits)
    made = statement.page(asked, dossier.reach, access.keyring)
    async with access.database.connection(urgent=errand.urgent) as connection:
        rows = await connection.fetch(made.sql, *made.values)
    if not rows[0]["holds"]:
        raise Moved
    rows = [row for row in rows if row["rid"]]
    told, damaged = list[Made](), 0
    for row in rows[:MOST]:
        try:
            stored = unseal_current(row, access.keyring)
        except Damaged:
            damaged += 1
            continue
        told.append(_told(query.type, as_open(dossier, stored, row["custodian"]), twin))
    keys_ = [(row["section"], row["rid"]) for row in rows[:MOST]]
    return Derived(made=told, keys=keys_, is_all=len(rows) <= MOST, damaged=damaged)


def _twin_pairs(query: SearchQuery, twin: _Twin) -> Iterator[tuple[str, str]]:
    for name, value in query.pairs:
        if name in BY_BSN or name.partition(":")[0] in WHOSE:
            yield name, value
    yield twin.parameter, "|".join(twin.code)
    yield "_count", str(MOST)


def _told(kind: str, stored: Stored, twin: _Twin) -> Made:
    source = f"{stored.address}/_history/{stored.version}"
    return _made(kind, source, twin.tell(_read(stored), source))


def _made(kind: str, source: str, body: Mapping[str, Any]) -> Made:
    name = f"urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} of {source}')}"
    return Made(name, _ENCODER.encode(body), _called(body))


def without_what_matches(derived: Derived, matches: Sequence[Stored]) -> Derived:
    """What its source sent in both types under one business identifier is told once."""
    if not any(one.called for one in derived.made):
        return derived
    known = frozenset[tuple[str, str, str]]().union(*(_called(_read(one)) for one in matches))
    made = [one for one in derived.made if known.isdisjoint(one.called)]
    return msgspec.structs.replace(derived, made=made)


def _read(stored: Stored) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stored.body, parse_float=Decimal)
    return found


def _called(record: Mapping[str, Any]) -> frozenset[tuple[str, str, str]]:
    source = words(element(record, "meta"), "source")
    return frozenset(
        (source, words(one, "system"), words(one, "value"))
        for one in objects(record.get("identifier"))
        if "system" in one and "value" in one
    )
