"""Codes and extensions by which a MeasureReport tells what a site has."""

from collections.abc import Mapping
from typing import Any

from profiles.resource.read import element, objects, pairs, words

BASE = "https://example.org/rtp/"
MEASURE = f"{BASE}Measure/regional-capacity"
CARE_TYPE = f"{BASE}CodeSystem/care-type"
COUNT = f"{BASE}CodeSystem/capacity-count"
REGION = f"{BASE}region"
SAID = f"{BASE}StructureDefinition/capacity-said"
TERMS = f"{BASE}StructureDefinition/capacity-terms"
COUNTS = ("staffed", "occupied", "reserved", "available")
ENTERED_BY, LIMIT, UNLIMITED = "enteredBy", "limit", "unlimited"
_VALUES = ("valueCode", "valueString", "valueBoolean", "valueIdentifier")


def region_of(report: Mapping[str, Any]) -> str | None:
    """The region by which a hub tells another whose site it is."""
    tags = objects(element(report, "meta").get("tag"))
    return next((words(tag, "code") for tag in tags if tag.get("system") == REGION), None)


def care_type_of(group: Mapping[str, Any]) -> str | None:
    """The one kind of care that a group counts."""
    found = [code for system, code in pairs(group.get("code")) if system == CARE_TYPE]
    return found[0] if len(found) == 1 else None


def count_code_of(population: Mapping[str, Any]) -> str | None:
    """What a population counts; None where it is no number of ours."""
    found = [code for system, code in pairs(population.get("code")) if system == COUNT]
    return found[0] if found else None


def inside(node: Mapping[str, Any], url: str) -> dict[str, list[Any]]:
    """What the parts of an extension say, by their names."""
    found: dict[str, list[Any]] = {}
    for extension in objects(node.get("extension")):
        if extension.get("url") != url:
            continue
        for part in objects(extension.get("extension")):
            said = next((part[name] for name in _VALUES if name in part), None)
            found.setdefault(words(part, "url"), []).append(said)
    return found
