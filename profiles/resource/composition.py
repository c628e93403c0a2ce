"""What of a Composition goes along in a document: the references by which it names its parts.

https://hl7.org/fhir/R4/documents.html#bundle
"""

from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]

# The elements of a Composition whose resources go along; of a section those of the ones in it too.
_GO_ALONG = (
    ("subject",), ("encounter",), ("author",), ("attester", "party"), ("custodian",),
    ("event", "detail"),
)  # fmt: skip
_OF_SECTION = (("author",), ("focus",), ("entry",))


def parts(composition: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each Reference, with where it stands."""
    for steps in _GO_ALONG:
        yield from _at(composition, steps, ())
    yield from _of_sections(composition, ())


def _of_sections(node: dict[str, Any], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    sections = node.get("section")
    for index, section in enumerate(sections if type(sections) is list else ()):
        if type(section) is dict:
            here = (*path, "section", index)
            for steps in _OF_SECTION:
                yield from _at(section, steps, here)
            yield from _of_sections(section, here)


def _at(node: Any, steps: tuple[str, ...], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if type(node) is list:
        for index, one in enumerate(node):
            yield from _at(one, steps, (*path, index))
    elif type(node) is dict and steps:
        yield from _at(node.get(steps[0]), steps[1:], (*path, steps[0]))
    elif type(node) is dict:
        yield path, node
