"""An invariant, compiled once, judged on many elements."""

from functools import lru_cache
from typing import Any

from profiles.fhirpath.compiler import satisfied
from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.fallback import Interpreted
from profiles.fhirpath.items import Held, Truth
from profiles.fhirpath.parser import parse_expression
from profiles.fhirpath.syntax import NotFHIRPath, Unsupported


class Invariant:
    """One expression; what our closures do not know is left to fhirpathpy.

    https://hl7.org/fhir/R4/conformance-rules.html#constraints
    """

    __slots__ = ("_interpreted", "_truth", "expression")

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self._truth: Truth | None = None
        self._interpreted: Interpreted | None = None
        try:
            self._truth = satisfied(parse_expression(expression))
        except Unsupported:
            self._interpreted = Interpreted(expression)
        except (NotFHIRPath, RecursionError):
            pass  # no one can tell whether it holds

    @property
    def is_compiled(self) -> bool:
        """Whether our own closures judge it, not only fhirpathpy."""
        return self._truth is not None

    def holds(self, value: Any, environment: Environment, companion: Any = None) -> bool | None:
        """Whether the element satisfies it; None where that can't be told. Never raises.

        `companion` is what stands beside a primitive (`_element`); value is None where only that
        stands. An empty result holds, as only false violates an invariant.
        """
        if self._truth is None:
            if self._interpreted is None:
                return None
            return self._interpreted.holds(value, environment, companion)
        item = value if companion is None else Held(value, companion)
        environment.context = item
        try:
            return self._truth(item, environment)
        except (NotEvaluated, RecursionError, ArithmeticError):
            return None


@lru_cache(4096)
def compile_invariant(expression: str) -> Invariant:
    """The invariant of an expression; one that is no FHIRPath is never told."""
    return Invariant(expression)
