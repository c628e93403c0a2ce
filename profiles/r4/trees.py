"""R4's own types as trees: what a profile starts from. The nodes are shared, never changed."""

from functools import cache
from importlib.resources import files
from typing import Any

from profiles.element import MANY, Binding, Element, Type
from profiles.r4 import tables
from profiles.r4.element_table import ElementRow

DEFINITION = "http://hl7.org/fhir/StructureDefinition/"
BACKBONES = frozenset({"BackboneElement", "Element"})

PRIMITIVES = frozenset(
    {
        *("base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id"),
        *("instant", "integer", "markdown", "oid", "positiveInt", "string", "time"),
        *("unsignedInt", "uri", "url", "uuid", "xhtml"),
    }
)
# Types that narrow another one than Element, which the tables leave out.
_NARROWER = {
    **dict.fromkeys(("Age", "Count", "Distance", "Duration"), "Quantity"),
    **dict.fromkeys(("code", "id", "markdown"), "string"),
    **dict.fromkeys(("canonical", "oid", "url", "uuid"), "uri"),
    **dict.fromkeys(("positiveInt", "unsignedInt"), "integer"),
}
_POINTERS = frozenset({"Reference", "canonical"})


def name_of(canonical: str) -> str | None:
    """The R4 type that a canonical is the definition of; None if it is none of R4's."""
    name = canonical.removeprefix(DEFINITION)
    if name != canonical and (name in tables.bases() or name in PRIMITIVES):
        return name
    return None


def base_of(name: str) -> str:
    """The R4 type that a type of R4 is based on, empty for the two that have none."""
    if name in _NARROWER:
        return _NARROWER[name]
    return "Element" if name in PRIMITIVES else tables.bases()[name]


def is_a(name: Any, base: str) -> bool:
    """Whether a type of R4 is another, or derives from it, as Age does from Quantity."""
    while type(name) is str and name != base:
        name = base_of(name) if name in PRIMITIVES or name in tables.bases() else None
    return bool(name == base)


@cache
def tree(name: str) -> Element:
    """The tree of an R4 type; elements with children of their own expand by `children`.

    https://hl7.org/fhir/R4/datatypes.html
    """
    return Element(id=name, path=name, name=name, types=(Type(name),), children=children(name))


@cache
def children(path: str) -> dict[str, Element]:
    """The elements right under a type or a backbone element such as `Consent.provision`.

    A primitive has its value as a child, which JSON does not write as one.
    """
    if path not in PRIMITIVES:
        return {row.name: _element(path, row) for row in tables.elements(path)}
    value = Element(id=f"{path}.value", path=f"{path}.value", name="value", max=1)
    value.base = value.path
    return {row.name: _element(path, row) for row in tables.elements("Element")} | {"value": value}


@cache
def by_base(base: str) -> Element | None:
    """R4's own node at a path that `Element.base` gives; None for a root."""
    above, _, name = base.rpartition(".")
    return children(above).get(name) if above else None


def _element(above: str, row: ElementRow) -> Element:
    path = f"{above}.{row.name}"
    targets = tuple(sorted(f"{DEFINITION}{target}" for target in row.targets))
    return Element(
        id=path,
        path=path,
        name=row.name,
        min=int(row.is_required),
        max=MANY if row.is_list else 1,
        types=tuple(
            Type(_plain(code, path), targets=targets if code in _POINTERS else ())
            for code in row.types
        ),
        binding=_binding(row),
        same_as=row.same_as,
        is_modifier=row.path in _modifiers(),
        base=row.path,
    )


def _binding(row: ElementRow) -> Binding | None:
    if row.value_set:
        return Binding("required", row.value_set)
    return Binding("extensible", row.advised) if row.advised else None


@cache
def _modifiers() -> frozenset[str]:
    return frozenset(files("profiles.r4").joinpath("modifiers.tsv").read_text("utf-8").split())


def _plain(code: str, path: str) -> str:
    """FHIRPath's String is the type of every `id`, and of an extension's url, which is a uri."""
    if code != "System.String":
        return code
    return "uri" if path == "Extension.url" else "string"
