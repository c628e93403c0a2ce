"""What a Reference may point at: its form, that a contained target exists, its type.

https://hl7.org/fhir/R4/references.html
"""

import re
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults
from profiles.r4.tables import resource_types

_RELATIVE = re.compile(
    r"([A-Z][A-Za-z]{1,63})/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?"
)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]{1,20}:[^\s]+")
_REST = re.compile(
    r"https?://[^\s?#]+/([A-Z][A-Za-z]{1,63})/[A-Za-z0-9.-]{1,64}"
    r"(?:/_history/[A-Za-z0-9.-]{1,64})?"
)
_TYPES = "http://hl7.org/fhir/StructureDefinition/"  # what a type is relative to
_SEARCH = re.compile(r"([A-Z][A-Za-z]{1,63})\?[^\s#]+")
_FORM = (
    "This reference has none of the forms Type/id, an absolute URL, urn:uuid:…, urn:oid:…"
    " or #id of a contained resource; write one of these."
)


def reference(check: Check, targets: frozenset[str]) -> Check:
    """`check` of the object, then of where it points; `targets` are the types allowed, or none."""
    allowed = frozenset() if "Resource" in targets else targets

    def check_reference(value: Any, context: Context) -> Faults:
        found = check(value, context)
        if not found:
            return _pointing(value, context, allowed)
        # What is wrong beside it does not hide where it points.
        return [*found, *(_pointing(value, context, allowed) or ())] if _is_read(value) else found

    return check_reference


def _is_read(value: Any) -> bool:
    """Whether a faulty Reference has texts where it points."""
    return isinstance(value, dict) and all(
        isinstance(value.get(name, " "), str) and value.get(name, " ")
        for name in ("reference", "type")
    )


def _pointing(value: dict[str, Any], context: Context, allowed: frozenset[str]) -> Faults:
    kind = stated = value.get("type", "").removeprefix(_TYPES)
    if "reference" in value:
        kind = _target(value["reference"], context)
        if kind is None:
            return [Fault("value", _fault_text(value["reference"], context), "reference")]
    if stated and kind and stated != kind:
        return [Fault("value", "The type differs from what the reference names.", "type")]
    # A type of no standard, of a logical model, is none of those that are listed.
    kind = kind or stated
    if allowed and kind and kind not in allowed:
        listed = ", ".join(sorted(allowed))
        return [Fault("structure", f"This may refer to {listed} only; point at one of these.")]
    return None


def _target(text: str, context: Context) -> str | None:
    """The type that is pointed at, empty where the text does not tell; None is a fault."""
    match = _RELATIVE.fullmatch(text)
    if match is not None:
        return match[1] if match[1] in resource_types() else None
    if text[0] == "#":
        return context.container if text == "#" else context.contained.get(text)
    if text in context.entries:
        return context.entries[text]
    if _ABSOLUTE.fullmatch(text):
        match = _REST.fullmatch(text)
        return match[1] if match and match[1] in resource_types() else ""
    match = _SEARCH.fullmatch(text) if context.may_search else None
    return match[1] if match and match[1] in resource_types() else None


def _fault_text(text: str, context: Context) -> str:
    if text[0] == "#":
        return "No contained resource has this id; contain it or point elsewhere (ref-1)."
    if _SEARCH.fullmatch(text) and not context.may_search:
        return "A search as a reference is allowed in a transaction or batch only; write Type/id."
    if _RELATIVE.fullmatch(text):
        return "The reference names no resource type of FHIR R4; write an R4 type."
    return _FORM
