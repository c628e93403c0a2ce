"""A profile's tree written down as a snapshot: for who reads definitions without growing them.

https://hl7.org/fhir/R4/structuredefinition-definitions.html#StructureDefinition.snapshot
"""

from collections.abc import Iterator, Mapping
from typing import Any

from profiles.element import MANY, Binding, Element, Type
from profiles.r4 import trees
from profiles.snapshot.differential import MOST

MODIFIES = "It may turn around what the elements beside it say."

_FHIR_TYPE = f"{trees.DEFINITION}structuredefinition-fhir-type"
_STRINGS = frozenset({"Element.id", "Resource.id", "Extension.url"})
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


def snapshot(root: Element) -> list[dict[str, Any]]:
    """The ElementDefinitions of a tree: every element before what is in it, its slices last."""
    return list(_written(root, root.id, root.path))


def _written(element: Element, at: str, path: str) -> Iterator[dict[str, Any]]:
    yield _definition(element, at, path)
    for name, child in _inside(element).items():
        yield from _written(child, f"{at}.{name}", f"{path}.{name}")
    for name, part in element.slices.items():
        yield from _written(part, f"{at}:{name}", path)


def _inside(element: Element) -> Mapping[str, Element]:
    """What the profile says beneath it, or else R4, where the element is no type of its own."""
    if element.children is not None:
        return element.children
    kinds = {kind.code for kind in element.types}
    return trees.children(element.base) if kinds & trees.BACKBONES and element.base else {}


def _definition(element: Element, at: str, path: str) -> dict[str, Any]:
    said: dict[str, Any] = {"id": at, "path": path}
    if element.slice_name:
        said["sliceName"] = element.slice_name
    if element.slicing is not None:
        said["slicing"] = {
            "discriminator": [
                {"type": one.type, "path": one.path} for one in element.slicing.discriminators
            ],
            "ordered": element.slicing.ordered,
            "rules": element.slicing.rules,
        }
    if element.short:
        said["short"] = element.short
    said |= {"definition": element.short or path, "min": element.min, "max": _most(element.max)}
    said["base"] = _base(element, path)
    if element.same_as:
        said["contentReference"] = f"#{element.same_as}"
    elif element.base and (kinds := _types(element)):
        said["type"] = kinds
    return said | _values(element) | _rules(element)


def _base(element: Element, path: str) -> dict[str, Any]:
    """What R4 itself says of the element; of a root, that there may be any number."""
    own = trees.by_base(element.base)
    if own is None:
        return {"path": element.base or path, "min": 0, "max": "*"}
    return {"path": element.base, "min": own.min, "max": _most(own.max)}


def _types(element: Element) -> list[dict[str, Any]]:
    """The types; those of an id, a url and a primitive's value are FHIRPath's."""
    primitive, _, name = element.base.partition(".")
    if element.base in _STRINGS:
        return [_of_fhirpath("String", element.types[0].code)]
    if name == "value" and primitive in trees.PRIMITIVES:
        return [_of_fhirpath(_SYSTEM_TYPES.get(primitive, "String"), primitive)]
    return [_type(kind) for kind in element.types]


def _of_fhirpath(name: str, kind: str) -> dict[str, Any]:
    return {
        "extension": [{"url": _FHIR_TYPE, "valueUrl": kind}],
        "code": f"http://hl7.org/fhirpath/System.{name}",
    }


def _type(kind: Type) -> dict[str, Any]:
    said: dict[str, Any] = {"code": kind.code}
    if kind.profiles:
        said["profile"] = list(kind.profiles)
    if kind.targets:
        said["targetProfile"] = list(kind.targets)
    if kind.aggregation:
        said["aggregation"] = list(kind.aggregation)
    return said


def _values(element: Element) -> dict[str, Any]:
    """What holds a value is named by its type, of which there is one then: `patternCoding`."""
    kind = element.types[0].code if element.types else "string"
    named = f"{kind[:1].upper()}{kind[1:]}"
    said = {
        f"minValue{named}": element.min_value,
        f"maxValue{named}": element.max_value,
        "maxLength": element.max_length,
        f"fixed{named}": element.fixed,
        f"pattern{named}": element.pattern,
    }
    return {key: value for key, value in said.items() if value is not None}


def _rules(element: Element) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if element.constraints:
        said["constraint"] = [
            {
                "key": one.key,
                "severity": one.severity,
                "human": one.human or one.key,
                **({"expression": one.expression} if one.expression else {}),
                "source": one.source,
            }
            for one in element.constraints
        ]
    if element.is_modifier:
        said |= {"isModifier": True, "isModifierReason": MODIFIES}
    if element.binding is not None:
        said["binding"] = _binding(element.binding)
    return said


def _binding(binding: Binding) -> dict[str, Any]:
    most = {"extension": [{"url": MOST, "valueCanonical": binding.most}]} if binding.most else {}
    return {**most, "strength": binding.strength, "valueSet": binding.value_set}


def _most(count: int) -> str:
    return "*" if count == MANY else str(count)
