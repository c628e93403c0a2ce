"""How the target of a Reference comes along: contained, in the same Bundle, or not at all.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.aggregation
"""

from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge
from profiles.element import Element, Type

_WAYS = {
    "contained": "contained in this resource",
    "bundled": "sent in the same Bundle",
    "referenced": "kept outside of this resource",
}


def aggregation(element: Element, kind: Type) -> Judge | None:
    """The check of one Reference; one without `reference` is not judged."""
    allowed = frozenset(kind.aggregation)
    if not allowed:
        return None
    rule = f"{element.id} aggregation"
    ways = " or ".join(_WAYS.get(way, way) for way in kind.aggregation)
    text = f"What this points at must be {ways}; send it so, and point there."

    def judge(value: Any, around: Circumstances) -> Faults:
        reference = value.get("reference")
        if type(reference) is not str or not allowed.isdisjoint(_ways(reference, around)):
            return None
        return [Fault("structure", text, rule=rule)]

    return judge


def _ways(reference: str, around: Circumstances) -> tuple[str, ...]:
    if reference[:1] == "#":
        return ("contained",)
    # Whoever judges one resource alone has not seen the Bundle that it may be sent in.
    if not around.others or around.resolve(reference) is not None:
        return ("referenced", "bundled")
    return ("referenced",)
