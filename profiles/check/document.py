"""A document holds what its Composition refers to: else it is whole for its sender alone.

https://hl7.org/fhir/R4/documents.html#bundle
"""

from collections.abc import Iterator
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults
from profiles.resource.surroundings import Surroundings, others_in

# The elements of a Composition whose resources go along; of a section those of the ones in it too.
_GO_ALONG = (
    ("subject",), ("encounter",), ("author",), ("attester", "party"), ("custodian",),
    ("event", "detail"),
)  # fmt: skip
_OF_SECTION = (("author",), ("focus",), ("entry",))
_TEXT = (
    "What a document refers to is in it; send this resource along as an entry of the Bundle, by "
    "the fullUrl that this reference names."
)
_Path = tuple[str | int, ...]


def document(node: Any, _: Context) -> Faults:
    """Each reference of the Composition that leads to nothing in the Bundle."""
    if node.get("type") != "document":
        return None
    entries = node.get("entry")
    first = entries[0] if type(entries) is list and entries else None
    composition = first.get("resource") if type(first) is dict else None
    if type(composition) is not dict or composition.get("resourceType") != "Composition":
        return None
    around = Surroundings(composition, others_in(node))
    faults = [
        Fault("not-found", _TEXT, "reference", *reversed(path), "resource", 0, "entry")
        for path, reference in _references(composition)
        if around.resolve(reference) is None
    ]
    return faults or None


def _references(composition: dict[str, Any]) -> Iterator[tuple[_Path, str]]:
    for steps in _GO_ALONG:
        yield from _at(composition, steps, ())
    yield from _of_sections(composition, ())


def _of_sections(node: dict[str, Any], path: _Path) -> Iterator[tuple[_Path, str]]:
    sections = node.get("section")
    for index, section in enumerate(sections if type(sections) is list else ()):
        if type(section) is dict:
            here = (*path, "section", index)
            for steps in _OF_SECTION:
                yield from _at(section, steps, here)
            yield from _of_sections(section, here)


def _at(node: Any, steps: tuple[str, ...], path: _Path) -> Iterator[tuple[_Path, str]]:
    """The text of each Reference there, with where it stands."""
    if type(node) is list:
        for index, one in enumerate(node):
            yield from _at(one, steps, (*path, index))
    elif type(node) is dict and steps:
        yield from _at(node.get(steps[0]), steps[1:], (*path, steps[0]))
    elif type(node) is dict and type(node.get("reference")) is str:
        yield path, node["reference"]
