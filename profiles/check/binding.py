"""Bindings of R4: a code must be one that it lists, or should be where one of these fits.

https://hl7.org/fhir/R4/terminologies.html#strength
"""

from typing import Any

from profiles import systems
from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults
from profiles.r4.tables import value_sets

_TO_LIST = 16
_WHY = (f"{systems.HL7}data-absent-reason", f"{systems.HL7}iso21090-nullFlavor")
# R4 lists no code for the identifier of a record, which the national guide gives to each.
_NO_OTHER_FITS = frozenset({(systems.IDENTIFIER_TYPE, "RI")})


def bound(check: Check, kind: str, url: str) -> Check:
    """`check` of the type `kind`, bound to the value set `url` where R4 lists its codes."""
    pairs = value_sets().get(url)
    if pairs is None or kind not in _BOUND:
        return check
    return _BOUND[kind](check, pairs, _allowed(url, pairs))


def advised(check: Check, kind: str, url: str) -> Check:
    """`check` with a warning where R4 lists codes of which one should be used if it fits.

    https://hl7.org/fhir/R4/terminologies.html#extensible
    """
    pairs = value_sets().get(url)
    if pairs is None or kind not in _CODINGS:
        return check
    codings_of, fitting = _CODINGS[kind], pairs | _NO_OTHER_FITS
    text = (
        f"This is none of the codes that R4 gives for it; use {_allowed(url, pairs)} if one fits, "
        "else keep your own with a text."
    )

    def advised_code(value: Any, context: Context) -> Faults:
        found = check(value, context)
        codings = None if _is_broken(found) else codings_of(value)
        if not codings:
            return found
        for coding in codings:
            if type(coding) is dict and _pair(coding) in fitting:
                return found
        return [*(found or ()), Fault("code-invalid", text, severity="warning")]

    return advised_code


def _is_broken(found: Faults) -> bool:
    """Whether a value can not be read; what is only advice about it does not keep from reading."""
    return bool(found) and any(fault.severity == "error" for fault in found or ())


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
        if _is_broken(found) or _pair(value) in pairs:
            return found
        fault = Fault("code-invalid", f"This coding is not allowed here; write {allowed}.")
        return [*(found or ()), fault]

    return bound_coding


def _concept(check: Check, pairs: frozenset[tuple[str, str]], allowed: str) -> Check:
    def bound_concept(value: Any, context: Context) -> Faults:
        found = check(value, context)
        if _is_broken(found):
            return found
        codings = value.get("coding", ())
        if any(_pair(coding) in pairs for coding in codings) or (not codings and says_why(value)):
            return found
        fault = Fault("code-invalid", f"None of the codings is allowed here; add {allowed}.")
        return [*(found or ()), fault]

    return bound_concept


def says_why(value: Any) -> bool:
    """Whether an extension of a value says why there is no code."""
    listed = value.get("extension") if type(value) is dict else None
    return type(listed) is list and any(
        type(one) is dict and one.get("url") in _WHY for one in listed
    )


def _pair(coding: dict[str, Any]) -> tuple[Any, Any]:
    return coding.get("system"), coding.get("code")


def _itself(coding: Any) -> Any:
    return (coding,)


def _of_concept(concept: Any) -> Any:
    return concept.get("coding")


_CODINGS = {"Coding": _itself, "CodeableConcept": _of_concept}
_BOUND = {"code": _code, "Coding": _coding, "CodeableConcept": _concept}
