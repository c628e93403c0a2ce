"""What a canonical names is of a type that may be named there, as far as the canonical tells.

https://hl7.org/fhir/R4/references.html#canonical
"""

import re
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults
from profiles.r4.tables import resource_types

_OFFICIAL = re.compile(r"http://(?:hl7\.org/fhir|terminology\.hl7\.org)/([A-Z][A-Za-z]{1,63})/\S+")
"""What HL7 publishes has its type in its canonical; of what others name so nobody can tell."""


def canonical(check: Check, targets: frozenset[str]) -> Check:
    """`check` of the text, then of what it names; `targets` are the types allowed, or none."""
    allowed = frozenset[str]() if "Resource" in targets else targets

    def check_canonical(value: Any, context: Context) -> Faults:
        found = check(value, context)
        if found:
            return found
        kind = _kind(value, context)
        if kind is None:
            text = "No contained resource has this id; contain it or name its canonical."
            return [Fault("value", text)]
        if kind in resource_types() and allowed and kind not in allowed:
            listed = ", ".join(sorted(allowed))
            return [Fault("structure", f"This is the canonical of a {listed}; name one of these.")]
        return None

    return check_canonical


def _kind(text: str, context: Context) -> str | None:
    """The type that is named, empty where the text does not tell; None where nothing has the id."""
    if text[0] == "#":
        return context.container if text == "#" else context.contained.get(text)
    match = _OFFICIAL.fullmatch(text)
    return match[1] if match else ""
