"""Invariants that a profile states in FHIRPath.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from typing import Any

from profiles.check.fault import Fault, Faults, against, untold
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import PrimitiveJudge
from profiles.element import Constraint, Element
from profiles.fhirpath import compile_invariant, types_at

_UNNAMED = {"BackboneElement", "Element", ""}


def invariants(element: Element) -> list[PrimitiveJudge | None]:
    """One judge each; one that can't be evaluated says so once, instead of passing silently."""
    kind = _kind(element)
    return [
        _invariant(each, kind) if each.expression else _for_xml(each)
        for each in element.constraints
    ]


def _kind(element: Element) -> str:
    """The type that the invariants may take for granted; nothing where it may be one of several."""
    kinds = {each.code for each in element.types} - _UNNAMED or types_at(element.path)
    return next(iter(kinds)) if len(kinds) == 1 else ""


def _invariant(constraint: Constraint, kind: str) -> PrimitiveJudge:
    invariant = compile_invariant(constraint.expression, kind)
    holds, key = invariant.holds, constraint.key
    text = against(key, constraint.human)

    def judge(value: Any, beside: Any, around: Circumstances) -> Faults:
        held = holds(value, around.environment, beside)
        if held:
            return None
        if held is None:
            return _untold(key, around, str(invariant.fault or ""))
        return [Fault("invariant", text, rule=key, severity=constraint.severity)]

    return judge


def _for_xml(constraint: Constraint) -> PrimitiveJudge:
    """Without a path for FHIR there is nothing to evaluate."""
    return lambda _value, _beside, around: _untold(constraint.key, around)


def _untold(key: str, around: Circumstances, reason: str = "") -> Faults:
    if not around.run.first("invariant", key):
        return None
    return [untold(key, reason)]
