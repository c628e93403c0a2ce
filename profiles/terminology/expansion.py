"""The codes of a value set, listed a page at a time.

https://hl7.org/fhir/R4/valueset-operation-expand.html
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from profiles.search.text import normalise
from profiles.terminology.at_hand import AtHand, Resource
from profiles.terminology.coded import Unlisted
from profiles.terminology.membership import Coding

MOST = 10_000
_LEFT_OUT = frozenset({"compose", "expansion", "text", "contained"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """`text` narrows by how words of names and codes begin; `language` chooses the name."""

    text: str = ""
    offset: int = 0
    count: int | None = None
    active_only: bool = False
    designations: bool = False
    definition: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Expansion:
    """What is listed, of how many, and from which versions of which code systems."""

    contains: Sequence[dict[str, Any]]
    total: int
    systems: Sequence[str]


def expansion(hand: AtHand, value_set: Resource, wanted: Wanted) -> Expansion:
    """Those that are asked for, in the order of the value set.

    Raises:
        Unlisted: not all of its codes can be told here.
    """
    url = value_set["url"]
    membership = hand.membership(url)
    listing = membership.listing
    if listing is None:
        unknown = [hand.called(one) for one in sorted(membership.unlisted)]
        raise Unlisted(
            f"the codes of {value_set.get('name', url)} can't be listed: "
            f"{', '.join(unknown) or 'where they come from'} is not here; ask a terminology server"
        )
    if len(listing) > MOST:
        raise Unlisted(f"this value set has more than {MOST} codes, which is too much to list")
    stated = {(one["system"], one["code"]): one for one in _stated(value_set)}
    pairs = list(_in_order(hand, listing, stated))
    page = slice(wanted.offset, None if wanted.count is None else wanted.offset + wanted.count)
    is_narrowed = bool(wanted.text or wanted.active_only)
    # Where all are wanted, only those of the page are made.
    made = pairs if is_narrowed else pairs[page]
    entries = [
        entry for pair in made if (entry := _entry(hand, pair, stated.get(pair, {}), wanted))
    ]
    versions = {system: (hand.code_system(system) or {}).get("version") for system, _ in listing}
    return Expansion(
        contains=entries[page] if is_narrowed else entries,
        total=len(entries) if is_narrowed else len(pairs),
        systems=sorted(f"{one}|{version}" for one, version in versions.items() if version),
    )


def as_resource(value_set: Resource, *, whole: bool) -> dict[str, Any]:
    """The value set around its expansion; with its definition where that is asked."""
    left_out = frozenset({"expansion"}) if whole else _LEFT_OUT
    return {name: value for name, value in value_set.items() if name not in left_out}


def _in_order(
    hand: AtHand, listing: frozenset[Coding], stated: Mapping[Coding, Resource]
) -> Iterator[Coding]:
    """As the value set states them, else as their systems define them."""
    left = set(listing)
    for pair in stated:
        if pair in left:
            left.discard(pair)
            yield pair
    for system in sorted({system for system, _ in left}):
        concepts = hand.concepts(system)
        codes: Iterable[str] = concepts.codes if concepts else ()
        for code in codes:
            if (system, code) in left:
                left.discard((system, code))
                yield system, code
    yield from sorted(left)


def _stated(value_set: Resource) -> Iterator[Mapping[str, Any]]:
    for part in value_set.get("compose", {}).get("include", ()):
        for one in part.get("concept", ()):
            yield {"system": part.get("system", ""), **one}
    yield from _contained(value_set.get("expansion", {}))


def _contained(entry: Resource) -> Iterator[Mapping[str, Any]]:
    for one in entry.get("contains", ()):
        if "code" in one:
            yield {"system": "", **one}
        yield from _contained(one)


def _entry(
    hand: AtHand, pair: Coding, stated: Mapping[str, Any], wanted: Wanted
) -> dict[str, Any] | None:
    """None where it is not wanted."""
    system, code = pair
    concepts = hand.concepts(system) if system else None
    defined = (concepts.concept(code) if concepts else None) or {}
    inactive = bool(concepts and defined and code in concepts.inactive)
    if inactive and wanted.active_only:
        return None
    designations = [*stated.get("designation", ()), *defined.get("designation", ())]
    names = [stated.get("display"), defined.get("display"), *hand.names.of(system, code)]
    display = next((one for one in names if one), "")
    if wanted.language:
        display = _in_language(designations, wanted.language) or display
    if wanted.text and not _fits(wanted.text, [code, *filter(None, names), *_values(designations)]):
        return None
    entry: dict[str, Any] = {"system": system} if system else {}
    entry |= {"inactive": True} if inactive else {}
    entry |= {"code": code} | ({"display": display} if display else {})
    if wanted.designations and designations:
        entry["designation"] = designations
    return entry


def _in_language(designations: Iterable[Mapping[str, Any]], language: str) -> str:
    wanted = language.lower()
    for one in designations:
        said = str(one.get("language", "")).lower()
        if said == wanted or said.startswith(f"{wanted}-"):
            return str(one["value"])
    return ""


def _values(designations: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(one["value"]) for one in designations]


def _fits(text: str, names: Iterable[str]) -> bool:
    """Whether each word of the text is how a word of a name begins."""
    words = [word for name in names for word in normalise(name).split()]
    return all(any(one.startswith(asked) for one in words) for asked in normalise(text).split())
