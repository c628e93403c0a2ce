"""What stands beside a code or an identifier: its texts, and what kind of number it is.

https://hl7.org/fhir/R4/search.html#token
"""

from collections.abc import Iterator
from typing import Any


def labels(node: Any) -> Iterator[str]:
    """The text of a CodeableConcept, the display of a Coding, the text of an Identifier's type."""
    if type(node) is not dict:
        return
    yield from _texts(node, "text")
    yield from _texts(node, "display")
    for one in _objects(node, "coding"):
        yield from _texts(one, "display")
    kind = node.get("type")
    if "value" in node and type(kind) is dict:
        yield from labels(kind)


def typed(node: Any) -> list[tuple[str, str, str]]:
    """Of an Identifier each code of its type with system, beside its value."""
    kind = node.get("type") if type(node) is dict else None
    value = node.get("value") if type(node) is dict else None
    if type(kind) is not dict or type(value) is not str:
        return []
    return [
        (system, code, value)
        for one in _objects(kind, "coding")
        for system in _texts(one, "system")
        for code in _texts(one, "code")
    ]


def _objects(node: dict[str, Any], name: str) -> list[dict[str, Any]]:
    listed = node.get(name)
    return [one for one in listed if type(one) is dict] if type(listed) is list else []


def _texts(node: dict[str, Any], name: str) -> list[str]:
    value = node.get(name)
    return [value] if value and type(value) is str else []
