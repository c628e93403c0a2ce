"""Writes any tree as XML, sound or not, by a library that is not ours: as another system would."""

from typing import Any
from xml.etree import ElementTree as ET

from profiles.xml.children import FHIR, children, resources

_ATTRIBUTES = ("id", "url")


def another_wrote(tree: dict[str, Any]) -> bytes:
    """The tree as it stands, in the order of R4 as far as it is known there."""
    ET.register_namespace("", FHIR)
    return ET.tostring(_resource(tree), encoding="utf-8")


def _resource(tree: dict[str, Any]) -> ET.Element:
    kind = str(tree["resourceType"])
    made = ET.Element(f"{{{FHIR}}}{kind}")
    _fill(made, kind, {key: value for key, value in tree.items() if key != "resourceType"})
    return made


def _fill(made: ET.Element, path: str, tree: dict[str, Any]) -> None:
    known = children(path).names if path else {}
    for name in sorted(tree, key=lambda one: known[one].order if one in known else 99):
        inside = known[name].inside if name in known and known[name].kind == "object" else ""
        if name in _ATTRIBUTES and isinstance(tree[name], str) and path not in resources().names:
            made.set(name, tree[name])
            continue
        values = tree[name] if isinstance(tree[name], list) else [tree[name]]
        for value in values:
            one = ET.SubElement(made, f"{{{FHIR}}}{name}")
            if isinstance(value, dict) and "resourceType" in value:
                one.append(_resource(value))
            elif isinstance(value, dict):
                _fill(one, inside, value)
            else:
                one.set("value", str(value).lower() if isinstance(value, bool) else str(value))
