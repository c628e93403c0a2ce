"""An invariant, compiled once, judged on many elements."""

from functools import lru_cache
from typing import Any

from profiles.fhirpath.compiler import exactly, satisfied
from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.items import Collect, Held, Truth, truth_of
from profiles.fhirpath.parser import parse_expression
from profiles.fhirpath.path import evaluated
from profiles.fhirpath.syntax import Node, NotFHIRPath, Unsupported
from profiles.fhirpath.typed import rooted


class Invariant:
    """One expression; where it needs types that JSON does not tell, it is judged with them.

    https://hl7.org/fhir/R4/conformance-rules.html#constraints
    """

    __slots__ = ("_collect", "_kind", "_tree", "_truth", "expression", "fault")

    def __init__(self, expression: str, kind: str = "") -> None:
        self.expression = expression
        self.fault: NotFHIRPath | None = None
        self._kind = kind
        self._tree: Node | None = None
        self._truth: Truth | None = None
        self._collect: Collect | None = None
        try:
            self._tree = parse_expression(expression)
            self._truth = satisfied(self._tree)
        except Unsupported:
            self._compile()
        except NotFHIRPath as fault:
            self.fault = fault
        except RecursionError:
            self.fault = NotFHIRPath("The expression is nested too deep.")

    @property
    def is_compiled(self) -> bool:
        """Whether it can be judged at all."""
        return self.fault is None

    @property
    def is_quick(self) -> bool:
        """Whether it is judged without types first."""
        return self._truth is not None

    def holds(self, value: Any, environment: Environment, companion: Any = None) -> bool | None:
        """Whether the element satisfies it; None where that can't be told. Never raises.

        `companion` is what stands beside a primitive (`_element`); value is None where only that
        stands. An empty result holds, as only false violates an invariant.
        """
        if self.fault is not None:
            return None
        if self._truth is not None:
            item = value if companion is None else Held(value, companion)
            environment.context = item
            try:
                return self._truth(item, environment)
            except NotEvaluated:
                if environment.left < 0:
                    return None  # else with types it may be told
            except (RecursionError, ArithmeticError):
                return None
        return self._holds_exactly(value, environment, companion)

    def _holds_exactly(self, value: Any, environment: Environment, companion: Any) -> bool | None:
        collect = self._collect or self._compile()
        if collect is None:
            return None
        place = () if value is environment.resource else None
        item = rooted(value, companion, self._kind, place)
        try:
            return truth_of(evaluated(collect, item, environment)) is not False
        except (NotEvaluated, RecursionError, ArithmeticError):
            return None

    def _compile(self) -> Collect | None:
        try:
            if self._tree is not None:
                self._collect = exactly(self._tree)
        except (NotFHIRPath, RecursionError) as fault:
            self.fault = fault if isinstance(fault, NotFHIRPath) else NotFHIRPath(str(fault))
        return self._collect


@lru_cache(4096)
def compile_invariant(expression: str, kind: str = "") -> Invariant:
    """The invariant of an expression; one that is no FHIRPath is never told.

    `kind` is the type of the elements it is about, where that is known.
    """
    return Invariant(expression, kind)
