"""R4's invariants that compare values; each passes what it can not judge.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults, broken

_HL7 = "http://terminology.hl7.org/CodeSystem/"
_VERIFIED_ALLERGY = f"{_HL7}allergyintolerance-verification"
_VERIFIED_CONDITION = f"{_HL7}condition-ver-status"
_CLINICAL_CONDITION = f"{_HL7}condition-clinical"
_OVER = frozenset({"resolved", "remission", "inactive"})
_NUMBERS = (int, Decimal)
_PLAIN = (str, bool)


def period(node: Any, _: Context) -> Faults:
    """A period does not end before it starts (per-1)."""
    start, end = node.get("start"), node.get("end")
    if type(start) is str and type(end) is str and _is_after(start, end):
        return [broken("per-1", "The period ends before it starts; correct either")]
    return None


def range_(node: Any, _: Context) -> Faults:
    """Low is not above high, where both have the same unit (rng-2)."""
    low, high = _quantity(node.get("low")), _quantity(node.get("high"))
    if low is None or high is None or low[1:] != high[1:] or low[0] <= high[0]:
        return None
    return [broken("rng-2", "The low end lies above the high end; correct either")]


def component_code(node: Any, _: Context) -> Faults:
    """An observation with a value has no component of its own code (obs-7)."""
    if "component" not in node or not any(name.startswith("value") for name in node):
        return None
    own = set(map(_said, _codings(node.get("code"))))
    components = node["component"]
    faults = [
        broken("obs-7", "The component repeats the observation's own code", index)
        for index, component in enumerate(components if type(components) is list else ())
        if type(component) is dict
        if not own.isdisjoint(map(_said, _codings(component.get("code"))))
    ]
    for fault in faults:
        fault.path.append("component")
    return faults


def condition_status(node: Any, _: Context) -> Faults:
    """Abated is no longer active (con-4); entered in error has no clinical status (con-5)."""
    faults: list[Fault] = []
    status = node.get("clinicalStatus")
    if any(name.removeprefix("_").startswith("abatement") for name in node):
        codes = {code for system, code in _pairs(status) if system == _CLINICAL_CONDITION}
        if codes.isdisjoint(_OVER):
            text = "With an abatement, the status is resolved, remission or inactive"
            faults.append(broken("con-4", text, "clinicalStatus"))
    if status is not None and _is_error(node, _VERIFIED_CONDITION):
        text = "What was entered in error has no clinical status; remove it"
        faults.append(broken("con-5", text, "clinicalStatus"))
    return faults


def allergy_status(node: Any, _: Context) -> Faults:
    """A clinical status is needed (ait-1), but not when entered in error (ait-2)."""
    has_status = "clinicalStatus" in node
    if has_status is not _is_error(node, _VERIFIED_ALLERGY):
        return None
    if has_status:
        text = "What was entered in error has no clinical status; remove it"
        return [broken("ait-2", text, "clinicalStatus")]
    text = "A clinical status is needed, unless entered in error; add it"
    return [broken("ait-1", text, "clinicalStatus")]


def no_home(node: Any, _: Context) -> Faults:
    """An organisation has no home address (org-2) or telephone (org-3)."""
    faults: list[Fault] = []
    for name, key in (("address", "org-2"), ("telecom", "org-3")):
        listed = node.get(name)
        for index, one in enumerate(listed if type(listed) is list else ()):
            if type(one) is dict and one.get("use") == "home":
                text = "An organisation has no home; choose another use"
                faults.append(broken(key, text, "use", index, name))
    return faults


def _is_after(start: str, end: str) -> bool:
    if "T" in start and "T" in end:
        try:
            return datetime.fromisoformat(start) > datetime.fromisoformat(end)
        except (ValueError, TypeError, OverflowError):
            return False  # a leap second, or a fault that is told already
    # Dates of different precision are compared as far as both go.
    length = min(len(start.partition("T")[0]), len(end.partition("T")[0]))
    return start[:length] > end[:length]


def _quantity(quantity: Any) -> tuple[int | Decimal, Any, Any] | None:
    if type(quantity) is not dict or type(quantity.get("value")) not in _NUMBERS:
        return None
    return quantity["value"], quantity.get("system"), quantity.get("code") or quantity.get("unit")


def _codings(concept: Any) -> Iterator[dict[str, Any]]:
    listed = concept.get("coding") if type(concept) is dict else None
    for coding in listed if type(listed) is list else ():
        if type(coding) is dict:
            yield coding


def _said(coding: dict[str, Any]) -> frozenset[tuple[str, Any]]:
    """What a Coding says, so that thousands are compared at once."""
    return frozenset(item for item in coding.items() if type(item[1]) in _PLAIN)


def _pairs(concept: Any) -> Iterator[tuple[str, str]]:
    for coding in _codings(concept):
        system, code = coding.get("system"), coding.get("code")
        if type(system) is str and type(code) is str:
            yield system, code


def _is_error(node: dict[str, Any], system: str) -> bool:
    return (system, "entered-in-error") in _pairs(node.get("verificationStatus"))
