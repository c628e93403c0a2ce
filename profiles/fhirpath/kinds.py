"""What type an item has, as far as its JSON tells.

https://hl7.org/fhirpath/N1/#types
"""

from decimal import Decimal
from typing import Any

from profiles.fhirpath.environment import NotEvaluated
from profiles.fhirpath.items import Held, value_of
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
}
_NUMERIC = frozenset({"integer", "decimal", "unsignedInt", "positiveInt"})
_SYSTEM = {
    "Boolean": "boolean",
    "Integer": "integer",
    "Decimal": "decimal",
    "String": "string",
    "Date": "date",
    "DateTime": "dateTime",
    "Time": "time",
}


def known_type(name: str) -> str | None:
    """R4's name of a type as an expression writes it; None if there is no such type."""
    name = _SYSTEM.get(name, name)
    return name if name in _PRIMITIVES or name in tables.bases() else None


def is_of(item: Any, wanted: str) -> bool:
    """Whether the item is of the type, or of one made from it.

    Raises:
        NotEvaluated: JSON alone does not tell, as for a string that may be any of many types.
    """
    value = value_of(item)
    kind = item.kind if type(item) is Held else ""
    if not kind and type(value) is dict and type(value.get("resourceType")) is str:
        kind = value["resourceType"]
    if kind:
        return _is_made_from(kind, wanted)
    if type(value) is bool:
        return wanted == "boolean"
    if not _may_be(value, wanted):
        return False
    raise NotEvaluated


def _is_made_from(kind: str, wanted: str) -> bool:
    while kind:
        if kind == wanted:
            return True
        kind = _PRIMITIVES.get(kind) or tables.bases().get(kind, "")
    return False


def _may_be(value: Any, wanted: str) -> bool:
    if type(value) is dict:
        resources = tables.resource_types()
        return wanted not in _PRIMITIVES and wanted not in resources
    if type(value) is int or type(value) is Decimal:
        return wanted in _NUMERIC
    return wanted in _PRIMITIVES and wanted not in _NUMERIC and wanted != "boolean"
