"""A vital sign, known by its LOINC code, is said as R4 asks for all of them.

Held against who declares one of its profiles; who does not is told.
https://hl7.org/fhir/R4/observation-vitalsigns.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults
from profiles.resource.read import has, objects, pairs
from profiles.systems import LOINC

_PROFILES = frozenset(
    f"http://hl7.org/fhir/StructureDefinition/{name}"
    for name in (
        "vitalsigns", "vitalspanel", "resprate", "heartrate", "oxygensat", "bodytemp", "bodyheight",
        "headcircum", "bodyweight", "bmi", "bp",
    )
)  # fmt: skip
_CATEGORY = ("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs")
_UCUM = "http://unitsofmeasure.org"
_LENGTH, _PRESSURE = ("cm", "[in_i]"), ("mm[Hg]",)
_PANEL, _BLOOD_PRESSURE = "85353-1", "85354-9"
_UNITS: Mapping[str, tuple[str, ...]] = {
    "9279-1": ("/min",),
    "8867-4": ("/min",),
    "2708-6": ("%",),
    "8310-5": ("Cel", "[degF]"),
    "8302-2": _LENGTH,
    "9843-4": _LENGTH,
    "29463-7": ("g", "kg", "[lb_av]"),
    "39156-5": ("kg/m2",),
    "8480-6": _PRESSURE,
    "8462-4": _PRESSURE,
}
"""The units of UCUM in which each is measured."""
_SIGNS = _UNITS.keys() - {"8480-6", "8462-4"} | {_PANEL, _BLOOD_PRESSURE}
_OF_PRESSURE = ("8480-6", "8462-4")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def vital_sign(node: Any, _: Context) -> Faults:
    """What a vital sign lacks; nothing of any other Observation."""
    code = next((code for system, code in pairs(node.get("code")) if system == LOINC), "")
    if code not in _SIGNS:
        return None
    faults = [*_when(node), *_what(node, code), *_measured(node, code)]
    if not any(has_category(one) for one in objects(node.get("category"))):
        text = "A vital sign has the category vital-signs, by which it is found; add it."
        faults.append(Fault("required", text, rule="Observation.category:VSCat min"))
    meta = node.get("meta")
    said = meta.get("profile") if type(meta) is dict else None
    is_held = type(said) is list and not _PROFILES.isdisjoint(map(str, said))
    for fault in faults:
        fault.severity = "error" if is_held else "warning"
    return faults or None


def has_category(concept: Mapping[str, Any]) -> bool:
    """Whether it is that of the vital signs."""
    return has(concept, _CATEGORY)


def _when(node: Mapping[str, Any]) -> Iterator[Fault]:
    said = node.get("effectiveDateTime")
    if type(said) is str and not _DAY.match(said):
        text = "A vital sign is of a day at least; say which (vs-1)."
        yield Fault("invariant", text, "effectiveDateTime", rule="vs-1")
    if not ({"effectiveDateTime", "_effectiveDateTime", "effectivePeriod"} & node.keys()):
        text = "A vital sign is of a moment, effectiveDateTime, or an effectivePeriod; say which."
        yield Fault("required", text, rule="Observation.effective[x] min")


def _what(node: Mapping[str, Any], code: str) -> Iterator[Fault]:
    if not ({"component", "hasMember", "dataAbsentReason"} & node.keys()) and not _has_value(node):
        text = "A vital sign has a value, or says why there is none (vs-2)."
        yield Fault("invariant", text, rule="vs-2")
    if code == _PANEL and "hasMember" not in node:
        text = "A panel names what was measured; refer to its members."
        yield Fault("required", text, rule="Observation.hasMember min")
    for place, one in enumerate(objects(node.get("component"))):
        if "dataAbsentReason" not in one and not _has_value(one):
            text = "A component has a value, or says why there is none (vs-3)."
            yield Fault("invariant", text, place, "component", rule="vs-3")


def _measured(node: Mapping[str, Any], code: str) -> Iterator[Fault]:
    if code == _BLOOD_PRESSURE:
        parts = objects(node.get("component"))
        said = [_code_of(one) for one in parts]
        for missing in (one for one in _OF_PRESSURE if one not in said):
            text = (
                f"A blood pressure has a component of LOINC {missing}; add it, absent if need be."
            )
            yield Fault("required", text, rule=f"Observation.component:{missing} min")
        for place, one in enumerate(parts):
            yield from _unit(one, said[place], place, "component")
    elif code in _UNITS:
        yield from _unit(node, code)


def _unit(node: Mapping[str, Any], code: str, *path: str | int) -> Iterator[Fault]:
    units, quantity = _UNITS.get(code), node.get("valueQuantity")
    if units is None or (type(quantity) is not dict and not _has_value(node)):
        return
    said = quantity if type(quantity) is dict else {}
    if said.get("system") != _UCUM or said.get("code") not in units or "value" not in said:
        names = " or ".join(units)
        text = (
            f"This is measured as a Quantity in {names} of UCUM; give value, unit, system and code."
        )
        yield Fault("value", text, *path, rule="Observation.value[x] pattern")


def _code_of(component: Mapping[str, Any]) -> str:
    said = pairs(component.get("code"))
    return next((code for system, code in said if system == LOINC), "")


def _has_value(node: Mapping[str, Any]) -> bool:
    return any(name.startswith("value") for name in node)
