"""FHIRPath: compiled once to closures, judged in microseconds.

https://hl7.org/fhirpath/N1/
"""

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.invariant import Invariant, compile_invariant
from profiles.fhirpath.path import Found, Path, compile_path, fault_of
from profiles.fhirpath.syntax import NotFHIRPath
from profiles.fhirpath.typed import types_at

__all__ = [
    "Environment",
    "Found",
    "Invariant",
    "NotEvaluated",
    "NotFHIRPath",
    "Path",
    "compile_invariant",
    "compile_path",
    "fault_of",
    "types_at",
]
