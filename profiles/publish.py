"""A profile's tree written out again, as the snapshot that a StructureDefinition is served with.

R4's own invariants and its bindings that bind no one are left out: they are R4's to tell.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from profiles.definitions import Definitions
from profiles.element import MANY, Constraint, Element, Slicing, Type
from profiles.r4 import trees

_SYSTEM = "http://hl7.org/fhirpath/System."
_FHIR_TYPE = f"{trees.DEFINITION}structuredefinition-fhir-type"
_WHY_MODIFIER = "It can change what the rest of the resource means."
_OF_FHIRPATH = frozenset({"Element.id", "Resource.id", "Extension.url"})
_SYSTEM_TYPES = {
    "boolean": "Boolean",
    "date": "Date",
    "dateTime": "DateTime",
    "decimal": "Decimal",
    "instant": "DateTime",
    "integer": "Integer",
    "positiveInt": "Integer",
    "time": "Time",
    "unsignedInt": "Integer",
}


def with_snapshot(definitions: Definitions, canonical: str) -> dict[str, Any] | None:
    """The StructureDefinition with a snapshot; as it came if it had one, None if unknown.

    Raises:
        UnknownDefinition: a profile that it is based on is in no package.
        InvalidDefinition: it contradicts itself or its base.
    """
    structure = definitions.structure(canonical)
    if structure is None or "snapshot" in structure:
        return None if structure is None else dict(structure)
    root = definitions.tree(canonical)
    return {**structure, "snapshot": {"element": [*_written(root, definitions)]}}


def _written(node: Element, definitions: Definitions) -> Iterator[dict[str, Any]]:
    """The element, what is beneath it, and its slices, in the order of a snapshot."""
    yield _definition(node)
    for child in _beneath(node, definitions):
        yield from _written(child, definitions)
    for child in node.slices.values():
        yield from _written(child, definitions)


def _beneath(node: Element, definitions: Definitions) -> Iterator[Element]:
    """R4 writes the children of a backbone element out, but not those of a datatype."""
    if node.children is not None:
        yield from node.children.values()
    elif any(kind.code in trees.BACKBONES for kind in node.types):
        yield from definitions.rooted(node).values()


def _definition(node: Element) -> dict[str, Any]:
    """One element as https://hl7.org/fhir/R4/elementdefinition.html has it."""
    written: dict[str, Any] = {"id": node.id, "path": node.path}
    if node.slice_name:
        written["sliceName"] = node.slice_name
    if node.slicing is not None:
        written["slicing"] = _slicing(node.slicing)
    if node.short:
        written["short"] = node.short
    written |= {"min": node.min, "max": _most(node.max), "base": _base(node)}
    if node.same_as:
        written["contentReference"] = f"#{node.same_as}"
    elif node.base:
        written["type"] = _types(node)
    return written | _values(node) | _rules(node)


def _rules(node: Element) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if node.max_length is not None:
        written["maxLength"] = node.max_length
    if node.constraints:
        written["constraint"] = [_constraint(each) for each in node.constraints]
    if node.is_modifier:
        written |= {"isModifier": True, "isModifierReason": _WHY_MODIFIER}
    if node.binding is not None:
        bound = node.binding
        written["binding"] = {"strength": bound.strength, "valueSet": bound.value_set}
    return written


def _values(node: Element) -> dict[str, Any]:
    code = node.types[0].code if node.types else "string"
    kind = f"{code[0].upper()}{code[1:]}"
    stated = {
        "fixed": node.fixed,
        "pattern": node.pattern,
        "minValue": node.min_value,
        "maxValue": node.max_value,
    }
    return {f"{facet}{kind}": value for facet, value in stated.items() if value is not None}


def _most(number: int) -> str:
    return "*" if number == MANY else str(number)


def _base(node: Element) -> dict[str, Any]:
    origin = trees.by_base(node.base) if node.base else None
    if origin is None:
        return {"path": node.base or node.path, "min": 0, "max": "*"}
    return {"path": node.base, "min": origin.min, "max": _most(origin.max)}


def _types(node: Element) -> list[dict[str, Any]]:
    primitive, _, name = node.base.partition(".")
    if name == "value" and primitive in trees.PRIMITIVES:
        return [_type_of_fhirpath(_SYSTEM_TYPES.get(primitive, "String"), primitive)]
    return [_type(kind, node) for kind in node.types]


def _type_of_fhirpath(name: str, fhir_type: str) -> dict[str, Any]:
    extension = {"url": _FHIR_TYPE, "valueUrl": fhir_type}
    return {"extension": [extension], "code": f"{_SYSTEM}{name}"}


def _type(kind: Type, node: Element) -> dict[str, Any]:
    if node.base in _OF_FHIRPATH:
        return _type_of_fhirpath("String", kind.code)
    written: dict[str, Any] = {"code": kind.code}
    if kind.profiles:
        written["profile"] = list(kind.profiles)
    if kind.targets:
        written["targetProfile"] = list(kind.targets)
    return written


def _slicing(slicing: Slicing) -> dict[str, Any]:
    return {
        "discriminator": [
            {"type": each.type, "path": each.path} for each in slicing.discriminators
        ],
        "ordered": slicing.ordered,
        "rules": slicing.rules,
    }


def _constraint(constraint: Constraint) -> Mapping[str, str]:
    written = {"key": constraint.key, "severity": constraint.severity}
    optional = {
        "human": constraint.human or constraint.key,
        "expression": constraint.expression,
        "source": constraint.source,
    }
    return written | {name: text for name, text in optional.items() if text}
