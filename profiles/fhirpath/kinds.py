"""What type an item has, as far as its JSON tells.

https://hl7.org/fhirpath/N1/#types
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.items import Held, value_of
from profiles.fhirpath.moments import Moment
from profiles.fhirpath.quantities import Quantity
from profiles.r4 import tables

# https://hl7.org/fhir/R4/datatypes.html#primitive
_PRIMITIVES = {
    "boolean": "",
    "integer": "",
    "decimal": "",
    "string": "",
    "uri": "",
    "base64Binary": "",
    "instant": "",
    "date": "",
    "dateTime": "",
    "time": "",
    "code": "string",
    "id": "string",
    "markdown": "string",
    "url": "uri",
    "canonical": "uri",
    "oid": "uri",
    "uuid": "uri",
    "unsignedInt": "integer",
    "positiveInt": "integer",
    "xhtml": "",
}
_NUMERIC = frozenset({"integer", "decimal", "unsignedInt", "positiveInt"})
# https://hl7.org/fhir/R4/datatypes.html#quantity
_QUANTITIES = frozenset({"Age", "Count", "Distance", "Duration"})
SYSTEM = "System."
_SYSTEM = {
    bool: "Boolean",
    int: "Integer",
    Decimal: "Decimal",
    str: "String",
    Quantity: "Quantity",
}
_SYSTEM_TYPES = frozenset({*_SYSTEM.values(), "Date", "DateTime", "Time"})


def wanted_type(written: str) -> str | None:
    """R4's name of a type as an expression writes it, or that of the language with `System.`.

    None if there is no such type; `System.` takes any name, and nothing is of what it has not.
    https://hl7.org/fhirpath/N1/#models
    """
    space, _, name = written.rpartition(".")
    if space in {"", "FHIR"} and is_type(name):
        return name
    return SYSTEM + name if space == "System" or (not space and name in _SYSTEM_TYPES) else None


def is_type(name: str) -> bool:
    """Whether R4 has a type of this name."""
    return name in _PRIMITIVES or name in tables.bases()


def is_primitive(name: str) -> bool:
    """Whether a type has a value of its own instead of elements."""
    return name in _PRIMITIVES


def kind_of(item: Any) -> str:
    """The type of what is in a tree, as far as it is known."""
    kind = item.kind if type(item) is Held else ""
    return kind or kind_of_resource(value_of(item))


def kind_of_resource(value: Any) -> str:
    """What a resource calls itself; nothing for what is none, or has no name of a type."""
    kind = value.get("resourceType") if type(value) is dict else None
    return kind if type(kind) is str and kind.isalpha() else ""


def system_type(value: Any) -> str:
    """The type of a plain value in the language itself, nothing for what is none."""
    return value.kind if type(value) is Moment else _SYSTEM.get(type(value), "")


def is_of(item: Any, wanted: str, environment: Environment) -> bool:
    """Whether the item is of the type, or of one made from it.

    Raises:
        NotEvaluated: JSON alone does not tell, as for a string that may be any of many types.
    """
    kind = kind_of(item)
    if kind:
        return is_made_from(kind, wanted)
    value = value_of(item)
    if type(item) is not Held and (
        environment.exact or type(value) is Moment or type(value) is Quantity
    ):
        own = system_type(value)
        return wanted == SYSTEM + own or (wanted == own == "Quantity")
    if type(value) is bool:
        return wanted == "boolean"
    if not _may_be(value, wanted):
        return False
    raise NotEvaluated


def is_exactly(item: Any, wanted: str, environment: Environment) -> bool:
    """What `as` and `ofType` choose: a primitive by its own type, as a choice names it.

    https://hl7.org/fhir/R4/fhirpath.html#types
    """
    if wanted in _PRIMITIVES and (kind := kind_of(item)):
        return kind == wanted
    return is_of(item, wanted, environment)


def is_made_from(kind: str, wanted: str) -> bool:
    """Whether a type is another, or is derived from it."""
    while kind:
        if kind == wanted:
            return True
        kind = base_of(kind)
    return False


def base_of(kind: str) -> str:
    """The type that a type is derived from; of `Patient.contact` BackboneElement."""
    if "." in kind:
        return "" if kind.startswith(SYSTEM) else structure_of(kind)
    if kind in _PRIMITIVES:
        return _PRIMITIVES[kind] or "Element"
    if kind in _QUANTITIES:
        return "Quantity"
    return tables.bases().get(kind, "")


@lru_cache(1024)
def structure_of(path: str) -> str:
    """What an element without a type of its own is: BackboneElement or Element."""
    holder = path.rpartition(".")[0]
    found = next((row for row in tables.elements(holder) if row.path == path), None)
    return found.types[0] if found and found.types else "Element"


def _may_be(value: Any, wanted: str) -> bool:
    if wanted in {"Element", "Base"}:
        return True
    if type(value) is dict:
        resources = tables.resource_types()
        return wanted not in _PRIMITIVES and wanted not in resources
    if type(value) is int or type(value) is Decimal:
        return wanted in _NUMERIC
    return wanted in _PRIMITIVES and wanted not in _NUMERIC and wanted != "boolean"
