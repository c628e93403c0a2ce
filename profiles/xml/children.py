"""What stands under an element: its children by their XML and JSON names, in R4's order."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from profiles.r4 import tables
from profiles.r4.element_table import ElementRow, ElementTable
from profiles.r4.trees import PRIMITIVES

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"
BETWEEN = " "
"""What parts a namespace from a name in a tag; no namespace has one."""

Kind = Literal["text", "boolean", "number", "whole", "xhtml", "object", "holder", "resource"]
_KINDS: dict[str, Kind] = {
    "boolean": "boolean",
    "xhtml": "xhtml",
    "decimal": "number",
    **dict.fromkeys(("integer", "positiveInt", "unsignedInt"), "whole"),
}
_ATTRIBUTE = ("System.String",)


@dataclass(frozen=True, slots=True)
class Child:
    """One element as both formats name it; `order` is its place among those beside it.

    A `holder` holds a whole resource. `inside` is the type or backbone of what it holds, `step` its
    FHIRPath step.
    """

    name: str
    kind: Kind
    order: int
    is_list: bool
    inside: str
    step: str


@dataclass(frozen=True, slots=True)
class Children:
    """All that may stand at one place: by tag in XML, by name in JSON, and what are attributes."""

    tags: dict[str, Child]
    names: dict[str, Child]
    attributes: frozenset[str]


class Vocabulary:
    """What both formats of a release have, by its table of elements; `release` is its name."""

    def __init__(self, table: ElementTable, release: str, version: str) -> None:
        self.release = release
        self.version = version
        self._table = table
        self._children: dict[str, Children] = {}

    def children(self, path: str) -> Children:
        """Of a type or a backbone such as `Consent.provision`."""
        found = self._children.get(path)
        if found is None:
            found = self._children[path] = self._made(path)
        return found

    @cached_property
    def resources(self) -> Children:
        """Where a whole resource stands: each type by its name."""
        names = {
            name: Child(name, "resource", 0, is_list=False, inside=name, step="")
            for name in self._table.resource_types()
        }
        return Children(_by_tag(names), names, frozenset())

    def _made(self, path: str) -> Children:
        listed = self._table.elements(path)
        is_resource = path in self.resources.names
        attributes = {one.name for one in listed if one.types == _ATTRIBUTE and not is_resource}
        names = {
            name: _child(one, name, kind, order)
            for order, one in enumerate(listed)
            if one.name not in attributes
            for name, kind in one.json_names().items()
        }
        return Children(_by_tag(names), names, frozenset(attributes))


@cache
def r4() -> Vocabulary:
    """That of R4."""
    return Vocabulary(tables.table(), "R4", "4.0.1")


@cache
def children(path: str) -> Children:
    """In R4, of a type or a backbone. https://hl7.org/fhir/R4/xml.html."""
    return r4().children(path)


@cache
def of_primitives() -> Children:
    """What stands beside the value of a primitive. https://hl7.org/fhir/R4/element.html."""
    return children("Element")


@cache
def resources() -> Children:
    """In R4, where a whole resource stands: each type by its name."""
    return r4().resources


def _child(row: ElementRow, name: str, kind: str, order: int) -> Child:
    stem = row.name.removesuffix("[x]")
    return Child(
        name=name,
        kind=_kind(kind),
        order=order,
        is_list=row.is_list,
        inside=_inside(row, kind),
        step=name if stem == row.name else f"{stem}.ofType({kind})",
    )


def _kind(kind: str) -> Kind:
    if kind == "Resource":
        return "holder"
    if kind in PRIMITIVES or (kind,) == _ATTRIBUTE:
        return _KINDS.get(kind, "text")
    return "object"


def _inside(row: ElementRow, kind: str) -> str:
    if kind in {"BackboneElement", "Element"}:
        return row.path
    return kind or row.same_as


def _by_tag(names: dict[str, Child]) -> dict[str, Child]:
    return {
        f"{XHTML if one.kind == 'xhtml' else FHIR}{BETWEEN}{name}": one
        for name, one in names.items()
    }
