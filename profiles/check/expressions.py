"""Definitions say in FHIRPath what nobody can judge, if it is none: told when they are sent.

https://hl7.org/fhir/R4/fhirpath.html
"""

from collections.abc import Iterator
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults
from profiles.fhirpath import NotFHIRPath, fault_of
from profiles.fhirpath.parser import parse_expression

_RESOURCE = frozenset({"Resource"})
_LANGUAGE = "text/fhirpath"


def constraint(node: Any, _: Context) -> Faults:
    """The expression of an invariant; whether its steps are there is judged with its element."""
    return _told(node.get("expression"), "expression")


def search_parameter(node: Any, _: Context) -> Faults:
    """Where a parameter finds its values; branches for several types may stand in it."""
    return _told(node.get("expression"), "expression", kinds=_RESOURCE)


def context(node: Any, _: Context) -> Faults:
    """Where an extension may stand, in FHIRPath."""
    return list(_of_context(node)) or None


def expression(node: Any, _: Context) -> Faults:
    """An Expression whose language is FHIRPath; its variables are whoever's who evaluates it."""
    text = node.get("expression")
    if node.get("language") != _LANGUAGE or type(text) is not str:
        return None
    try:
        parse_expression(text)
    except NotFHIRPath as fault:
        return [_fault(fault, "expression")]
    return None


def _of_context(node: Any) -> Iterator[Fault]:
    listed = node.get("context")
    for index, one in enumerate(listed if type(listed) is list else ()):
        if type(one) is dict and one.get("type") == "fhirpath":
            yield from _told(one.get("expression"), "expression", index, "context") or ()
    invariants = node.get("contextInvariant")
    for index, text in enumerate(invariants if type(invariants) is list else ()):
        yield from _told(text, index, "contextInvariant") or ()


def _told(text: Any, *path: str | int, kinds: frozenset[str] = frozenset()) -> Faults:
    fault = fault_of(text, kinds) if type(text) is str else None
    return None if fault is None else [_fault(fault, *path)]


def _fault(fault: NotFHIRPath, *path: str | int) -> Fault:
    text = f"This is no FHIRPath that can be judged. {str(fault).rstrip('.')}; correct it."
    return Fault("value", text, *path, rule="FHIRPath")
