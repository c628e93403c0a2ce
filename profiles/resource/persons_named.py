"""Where a resource names an inhabitant, or somebody near one, in whatever way it can be told.

Everybody may read the directory, so what is in it names none.
docs/decisions/0062-what-belongs-to-nobody.md
"""

from collections.abc import Iterator, Mapping
from typing import Any

from profiles.identifiers import is_bsn, numbers_in
from profiles.search.references import type_named
from profiles.systems import BSN_SYSTEM

PERSONS = frozenset({"Patient", "RelatedPerson", "Person"})
"""Types that are of somebody, wherever they stand."""
_SEARCHED = tuple(f"{kind}?" for kind in sorted(PERSONS))
_LOGICAL = frozenset({"type", "identifier", "display", "id", "extension"})
# What no person reads: the name of something, or what a machine made.
_NO_TEXT = frozenset({"code", "data", "hash", "id", "map", "reference", "system", "url", "version"})


def persons_named(resource: Mapping[str, Any]) -> Iterator[str]:
    """The expression of each place: a BSN, a reference to a person, a person inside, digits.

    Nine digits in a text count where they may be a BSN and are no number or code that the resource
    itself has of another system. https://hl7.org/fhir/R4/references.html
    """
    root = resource.get("resourceType")
    own = set(_other_numbers(resource))
    yield from _in_object(resource, str(root), own)


def _in_object(node: Mapping[str, Any], at: str, own: set[str]) -> Iterator[str]:
    if node.get("system") == BSN_SYSTEM and "value" in node:
        yield f"{at}.value"
    if _is_logical(node) and type_named(node) in PERSONS:
        yield at
    for name, value in node.items():
        if name == "contained" and isinstance(value, list):
            yield from _persons_inside(value, at)
        inside = f"{at}.{name.removeprefix('_')}"
        yield from _in_value(name, value, inside, own, known="system" in node)


def _in_value(name: str, value: Any, at: str, own: set[str], *, known: bool) -> Iterator[str]:
    """`known` is whether a value is one of a system beside it."""
    if isinstance(value, str):
        if _names_person(value):
            yield at
        is_text = name not in _NO_TEXT and not (name == "value" and known)
        if is_text and any(is_bsn(one) and one not in own for one in numbers_in(value)):
            yield at
    elif isinstance(value, Mapping):
        yield from _in_object(value, at, own)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _in_value(name, one, f"{at}[{index}]", own, known=False)


def _persons_inside(contained: list[Any], at: str) -> Iterator[str]:
    for index, one in enumerate(contained):
        if isinstance(one, Mapping) and one.get("resourceType") in PERSONS:
            yield f"{at}.contained[{index}]"


def _names_person(text: str) -> bool:
    """`Patient/1` here or elsewhere, or `Patient?identifier=…`, in a Reference or any text."""
    return type_named({"reference": text}) in PERSONS or text.startswith(_SEARCHED)


def _is_logical(node: Mapping[str, Any]) -> bool:
    """Whether this is a Reference that has no address, by its members."""
    return isinstance(node.get("type"), str) and node.keys() <= _LOGICAL


def _other_numbers(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _other_numbers(one)
    elif isinstance(node, Mapping):
        if isinstance(node.get("system"), str) and node["system"] != BSN_SYSTEM:
            yield from (node[name] for name in ("value", "code") if isinstance(node.get(name), str))
        for one in node.values():
            yield from _other_numbers(one)
