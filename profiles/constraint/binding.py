"""Bindings of a profile: required is an error, extensible a warning, the rest is advice.

https://hl7.org/fhir/R4/terminologies.html#strength
"""

from collections.abc import Callable, Iterator
from typing import Any

from profiles.check.binding import says_why
from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge, all_of
from profiles.element import Binding
from profiles.packages.definitions import Definitions

_TO_LIST = 16
# R4 itself holds languages to it, and its codes can't be listed.
_ANY_LANGUAGE = frozenset({"http://hl7.org/fhir/ValueSet/all-languages"})
_BOUND = frozenset({"required", "extensible"})


def binding(
    bound: Binding | None, kind: str, element_id: str, definitions: Definitions
) -> Judge | None:
    """The check of a code, Coding, CodeableConcept or Quantity against its value set."""
    if bound is None or kind not in _CODES:
        return None
    rule = f"{element_id} binding"
    judges = []
    if bound.strength in _BOUND:
        is_required = bound.strength == "required"
        url = bound.value_set
        judges.append(_within(url, kind, rule, definitions, is_required=is_required))
    if bound.most and bound.most not in _ANY_LANGUAGE:
        judges.append(_within(bound.most, kind, rule, definitions, is_required=None))
    return all_of(judges)


def _within(
    url: str, kind: str, rule: str, definitions: Definitions, *, is_required: bool | None
) -> Judge:
    """`is_required` is None where text alone will do, but a code must be of the set."""
    codes_of, member = codes_in(kind), definitions.member

    def judge(value: Any, around: Circumstances) -> Faults:
        unknown = False
        codings = 0
        for system, code in codes_of(value):
            codings += 1
            found = member(url, system, code)
            if found:
                return None
            unknown = unknown or found is None
        if unknown:
            return _untold(url, rule, around)
        if not codings and (not is_required or says_why(value)):
            return None
        is_error = is_required is not False
        return [_fault(codings, is_error, allowed(definitions, url), rule)]

    return judge


def codes_in(kind: str) -> Callable[[Any], Iterator[tuple[str | None, str]]]:
    """What finds the (system, code) pairs in a value of the type; nothing for other types."""
    return _CODES.get(kind, _no_code)


def allowed(definitions: Definitions, url: str) -> str:
    """What may be written, in words: the codes where they are few, else the value set."""
    pairs = definitions.listing(url)
    if pairs is None or len(pairs) > _TO_LIST:
        return f"a code of {definitions.called('ValueSet', url)}"
    return f"one of {', '.join(f'{system}|{code}' for system, code in sorted(pairs))}"


def _fault(codings: int, is_required: bool, choice: str, rule: str) -> Fault:  # noqa: FBT001 - private, and named at its one call
    seen = "There is no code here" if not codings else "This code is not in the value set"
    if codings > 1:
        seen = f"None of the {codings} codings is in the value set"
    if is_required:
        return Fault("code-invalid", f"{seen}; write {choice}.", rule=rule)
    text = f"{seen}; write {choice} if one fits, else keep it and say it in text."
    return Fault("code-invalid", text, rule=rule, severity="warning")


def _untold(url: str, rule: str, around: Circumstances) -> Faults:
    if not around.run.first("value set", url):
        return None
    text = f"The codes of {url} can't be listed here, so codes bound to it are not judged."
    return [Fault("incomplete", text, rule=rule, severity="information")]


def _no_code(_value: Any) -> Iterator[tuple[str | None, str]]:
    return iter(())


def _of_code(value: Any) -> Iterator[tuple[str | None, str]]:
    if type(value) is str:
        yield None, value


def _of_coding(value: Any) -> Iterator[tuple[str | None, str]]:
    if type(value) is dict and type(value.get("code")) is str:
        system = value.get("system")
        yield system if type(system) is str else "", value["code"]


def _of_concept(value: Any) -> Iterator[tuple[str | None, str]]:
    codings = value.get("coding") if type(value) is dict else None
    for coding in codings if type(codings) is list else ():
        yield from _of_coding(coding)


_CODES = {
    "code": _of_code,
    "string": _of_code,
    "uri": _of_code,
    "Coding": _of_coding,
    "Quantity": _of_coding,
    "CodeableConcept": _of_concept,
}
