"""Invariants that a profile states in FHIRPath.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from collections.abc import Iterable
from typing import Any

from profiles.check.fault import Fault, Faults, untold
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import PrimitiveJudge
from profiles.element import Constraint
from profiles.fhirpath import compile_invariant


def invariants(constraints: Iterable[Constraint]) -> list[PrimitiveJudge | None]:
    """One judge each; one that can't be evaluated says so once, instead of passing silently."""
    return [_invariant(each) if each.expression else _for_xml(each) for each in constraints]


def _invariant(constraint: Constraint) -> PrimitiveJudge:
    holds = compile_invariant(constraint.expression).holds
    key = constraint.key
    text = f"{constraint.human.strip().rstrip('.') or 'This breaks an invariant'} ({key})."

    def judge(value: Any, beside: Any, around: Circumstances) -> Faults:
        held = holds(value, around.environment, beside)
        if held:
            return None
        if held is None:
            return _untold(key, around)
        return [Fault("invariant", text, rule=key, severity=constraint.severity)]

    return judge


def _for_xml(constraint: Constraint) -> PrimitiveJudge:
    """Without a path for FHIR there is nothing to evaluate."""
    return lambda _value, _beside, around: _untold(constraint.key, around)


def _untold(key: str, around: Circumstances) -> Faults:
    if not around.run.first("invariant", key):
        return None
    return [untold(key)]
