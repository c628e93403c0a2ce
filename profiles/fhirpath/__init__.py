"""Invariants in FHIRPath: compiled once to closures, judged in microseconds.

https://hl7.org/fhirpath/N1/
"""

from profiles.fhirpath.environment import Environment
from profiles.fhirpath.invariant import Invariant, compile_invariant

__all__ = ["Environment", "Invariant", "compile_invariant"]
