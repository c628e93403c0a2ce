"""Finds the literal references of a resource, wherever they stand."""

from collections.abc import Iterator, Mapping
from typing import Any

from profiles.r4.tables import reference_choices

Place = tuple[Any, str | int]
"""The place around it and one step further in: a name or an index."""
_Found = list[tuple[Place, str]]

# Where R4 has a uri to read of this name: in an Expression, in a DetectedIssue, and in
# Immunization.education, which may hold nothing else.
_TO_READ = frozenset({"language", "resourceType"})
_READING = "education"


def literal_references(
    resource: Mapping[str, Any], *, into_documents: bool = False
) -> Iterator[tuple[str, str]]:
    """The (expression, text) of every Reference.reference, in order, contained ones included.

    The entries of a document Bundle stay unread unless `into_documents`: a document is kept whole.
    https://hl7.org/fhir/R4/references.html#literal
    """
    found: _Found = []
    root = resource.get("resourceType")
    _walk(resource, (None, root if type(root) is str else "Resource"), found, into_documents)
    for place, text in found:
        yield expression_of(place), text


def _walk(node: Mapping[str, Any], place: Place, found: _Found, into_documents: bool) -> None:  # noqa: FBT001 - handed down at every level
    for name, value in node.items():
        kind = type(value)
        if kind is dict:
            _walk(value, (place, name), found, into_documents)
        elif kind is list:
            if name == "entry" and not into_documents and is_document(node):
                continue
            within = (place, name)
            for index, one in enumerate(value):
                if type(one) is dict:
                    _walk(one, (within, index), found, into_documents)
        elif name == "reference" and kind is str and is_reference(node, place):
            found.append(((place, name), value))


def is_document(node: Mapping[str, Any]) -> bool:
    """Whether an object is a document, which is kept whole."""
    return node.get("resourceType") == "Bundle" and node.get("type") == "document"


def is_reference(node: Mapping[str, Any], place: Place) -> bool:
    """Whether an object that has a `reference` is a Reference, by its place and members.

    It is one with a member too many, so that where it points is told beside that.
    """
    outer, step = place
    name = outer[1] if type(step) is int else step
    return name != _READING and _TO_READ.isdisjoint(node)


def expression_of(place: Place) -> str:
    """The FHIRPath expression of a place, from the type of its resource on."""
    steps: list[str] = []
    outer: Any = place
    while outer is not None:
        outer, step = outer
        if type(step) is int:
            steps.append(f"[{step}]")
        elif step in reference_choices():
            steps.append(f".{step.removesuffix('Reference')}.ofType(Reference)")
        else:
            steps.append(f".{step}")
    return "".join(reversed(steps))[1:]
