"""Known faults of nursing handoffs as systems write them, each mended under its own name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from profiles import systems
from profiles.invalid import JsonObject

_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_NAMES_ONLY = frozenset({"url", "id"})
_TRANSFER_DATE = f"{systems.NICTIZ}eOverdracht-TransferDate"
_CONTENT = frozenset({"text", "entry", "section", "resourceType", "valueDateTime"})
_DAY = re.compile(r"[0-9T:.+Z-]{4,35}")
_SAYS_NOTHING = frozenset({"id", "title", "code"})


@dataclass(frozen=True, slots=True)
class Repair:
    """One fault: its name as progress shows it, why it is mended, and how an object is."""

    name: str
    why: str
    mended: Callable[[JsonObject], JsonObject]


def _booleans(element: JsonObject) -> JsonObject:
    return {
        key: value == "true"
        if (key == "active" or key.endswith("Boolean")) and value in ("true", "false")
        else value
        for key, value in element.items()
    }


def _verification(element: JsonObject) -> JsonObject:
    status = element.get("verificationStatus")
    if element.get("resourceType") != "Condition" or not isinstance(status, dict):
        return element
    pairs = [(coding.get("system"), coding.get("code")) for coding in status.get("coding", [])]
    if pairs != [(_VERIFICATION, "unknown")]:
        return element
    kept = {key: value for key, value in status.items() if key != "coding"}
    absent = {"url": f"{systems.HL7}data-absent-reason", "valueCode": "unknown"}
    said = {**kept, "extension": [*kept.get("extension", []), absent]}
    return {**element, "verificationStatus": said}


def _sections(element: JsonObject) -> JsonObject:
    sections = element.get("section")
    if not isinstance(sections, list):
        return element
    kept = [section for section in sections if not _says_nothing(section)]
    rest = {key: value for key, value in element.items() if key != "section" or kept}
    return {**rest, "section": kept} if kept else rest


def _says_nothing(section: Any) -> bool:
    return isinstance(section, dict) and section.keys() <= _SAYS_NOTHING


def _extensions(element: JsonObject) -> JsonObject:
    held = element.get("extension")
    if not isinstance(held, list):
        return element
    kept = [one for one in held if not (isinstance(one, dict) and one.keys() <= _NAMES_ONLY)]
    rest = {key: value for key, value in element.items() if key != "extension"}
    return {**rest, "extension": kept} if kept else rest


def _dates(element: JsonObject) -> JsonObject:
    """A section of nothing but the day of the transfer, with that day in words."""
    if "code" not in element or element.keys() & _CONTENT:
        return element
    days = [
        one.get("valueDateTime")
        for one in element.get("extension", ())
        if isinstance(one, dict) and one.get("url") == _TRANSFER_DATE
    ]
    if not days or not isinstance(days[0], str) or not _DAY.fullmatch(days[0]):
        return element
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">Datum van overdracht: {days[0]}</div>'
    return {**element, "text": {"status": "generated", "div": div}}


REPAIRS = (
    Repair(
        "extension-without-content",
        "An extension of a url alone says nothing, and R4 wants a value or extensions in it "
        "(https://hl7.org/fhir/R4/extensibility.html#Extension, ext-1). A modifierExtension stays, "
        "for that it is there may change all the rest.",
        _extensions,
    ),
    Repair(
        "transfer-date-alone",
        "A section that tells the day of the transfer as an extension and nothing beside it lacks "
        "the text that R4 wants (cmp-1); it gets that day in words.",
        _dates,
    ),
    Repair(
        "boolean-as-text",
        "A boolean stands as the text true or false, as STU3 converters write it; R4 has a JSON "
        "boolean there (https://hl7.org/fhir/R4/json.html#primitive), and its meaning is the same.",
        _booleans,
    ),
    Repair(
        "verification-status-unknown",
        "STU3 could say that a Condition's verification is unknown; R4 has no such code "
        "(https://hl7.org/fhir/R4/valueset-condition-ver-status.html), and says the same by "
        "data-absent-reason.",
        _verification,
    ),
    Repair(
        "section-without-content",
        "A section of a code alone says nothing, and R4 wants text, entries or sections in it "
        "(https://hl7.org/fhir/R4/composition-definitions.html#Composition.section, cmp-1).",
        _sections,
    ),
)


def repaired(document: JsonObject) -> tuple[JsonObject, tuple[str, ...]]:
    """The document with the known faults mended, and the names of the repairs that did something.

    Nothing else is altered.
    """
    applied = []
    for repair in REPAIRS:
        mended = _walked(document, repair)
        if mended != document:
            applied.append(repair.name)
        document = mended
    return document, tuple(applied)


def _walked(element: Any, repair: Repair) -> Any:
    if isinstance(element, list):
        return [_walked(item, repair) for item in element]
    if isinstance(element, dict):
        return repair.mended({key: _walked(value, repair) for key, value in element.items()})
    return element
