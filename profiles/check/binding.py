"""Required bindings: a code must be one that R4 lists for the element.

https://hl7.org/fhir/R4/terminologies.html#required
"""

from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults
from profiles.r4.tables import value_sets

_TO_LIST = 16


def bound(check: Check, kind: str, url: str) -> Check:
    """`check` of the type `kind`, bound to the value set `url` where R4 lists its codes."""
    pairs = value_sets().get(url)
    if pairs is None or kind not in _BOUND:
        return check
    return _BOUND[kind](check, pairs, _allowed(url, pairs))


def _allowed(url: str, pairs: frozenset[tuple[str, str]]) -> str:
    if len(pairs) <= _TO_LIST:
        return f"one of {', '.join(sorted(code for _, code in pairs))}"
    return f"a code of {url}"


def _code(check: Check, pairs: frozenset[tuple[str, str]], allowed: str) -> Check:
    codes = frozenset(code for _, code in pairs)

    def bound_code(value: Any, context: Context) -> Faults:
        if type(value) is str and value in codes:
            return None
        return check(value, context) or [
            Fault("code-invalid", f"This code is not allowed here; write {allowed}.")
        ]

    return bound_code


def _coding(check: Check, pairs: frozenset[tuple[str, str]], allowed: str) -> Check:
    def bound_coding(value: Any, context: Context) -> Faults:
        found = check(value, context)
        if found or _pair(value) in pairs:
            return found
        return [Fault("code-invalid", f"This coding is not allowed here; write {allowed}.")]

    return bound_coding


def _concept(check: Check, pairs: frozenset[tuple[str, str]], allowed: str) -> Check:
    def bound_concept(value: Any, context: Context) -> Faults:
        found = check(value, context)
        if found:
            return found
        codings = value.get("coding", ())
        # An extension may say why there is no code, as data-absent-reason does.
        if any(_pair(coding) in pairs for coding in codings) or (
            not codings and "extension" in value
        ):
            return None
        return [Fault("code-invalid", f"None of the codings is allowed here; add {allowed}.")]

    return bound_concept


def _pair(coding: dict[str, Any]) -> tuple[Any, Any]:
    return coding.get("system"), coding.get("code")


_BOUND = {"code": _code, "Coding": _coding, "CodeableConcept": _concept}
