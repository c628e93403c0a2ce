"""Fixed values and patterns.

https://hl7.org/fhir/R4/profiling.html#pattern
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge
from profiles.element import Element

_NUMBERS = (int, Decimal, float)
_Test = Callable[[Any], bool]


def pattern(element: Element) -> Judge | None:
    """What the value must be (fixed), or must hold at least (pattern)."""
    test = test_of(element)
    if test is None:
        return None
    is_fixed = element.fixed is not None
    asked = wanted(element)
    text = f"This must be exactly {asked}; write that."
    if not is_fixed:
        text = f"This must hold {asked}; write that."
    rule = f"{element.id} {'fixed' if is_fixed else 'pattern'}"

    def judge(value: Any, _: Circumstances) -> Faults:
        return None if test(value) else [Fault("value", text, rule=rule)]

    return judge


def test_of(element: Element) -> _Test | None:
    """Whether a value is what `fixed` or `pattern` of this element says."""
    if element.fixed is not None:
        return fixed_to(element.fixed)
    return None if element.pattern is None else following(element.pattern)


def fixed_to(fixed: Any) -> _Test:
    """Whether a value is this, and nothing more."""
    return lambda value: _is_same(value, fixed)


def wanted(element: Element) -> str:
    """What `fixed` or `pattern` asks, in words: `system|code`, or `system = …`."""
    return _said(element.fixed if element.fixed is not None else element.pattern)


def following(pattern: Any) -> _Test:
    """Whether a value holds this at least.

    A list's items are found anywhere in the value's, an object's properties each in place.
    """
    if type(pattern) is dict:
        if all(type(each) is str for each in pattern.values()):
            return _texts(tuple(pattern.items()))
        return _object(tuple((name, following(each)) for name, each in pattern.items()))
    if type(pattern) is list:
        return _list(tuple(map(following, pattern)))
    if type(pattern) is str:
        return lambda value: type(value) is str and value == pattern
    return lambda value: _is_same(value, pattern)


def _is_same(value: Any, other: Any) -> bool:
    """Numbers are the same with the same digits only: 1.0 is less precise than 1.00.

    https://hl7.org/fhir/R4/datatypes.html#decimal
    """
    if type(other) is str:
        return type(value) is str and value == other
    if type(other) is dict:
        return (
            type(value) is dict
            and value.keys() == other.keys()
            and all(_is_same(value[name], one) for name, one in other.items())
        )
    if type(other) is list:
        return type(value) is list and len(value) == len(other) and all(map(_is_same, value, other))
    if type(other) in _NUMBERS and type(value) in _NUMBERS:
        return Decimal(str(value)).as_tuple() == Decimal(str(other)).as_tuple()
    return value is other


def _object(tests: tuple[tuple[str, _Test], ...]) -> _Test:
    if len(tests) == 1:
        [(only, inner)] = tests
        return lambda value: type(value) is dict and inner(value.get(only))

    def holds(value: Any) -> bool:
        if type(value) is not dict:
            return False
        return all(test(value.get(name)) for name, test in tests)

    return holds


def _texts(texts: tuple[tuple[str, str], ...]) -> _Test:
    """An object of texts alone, as a Coding is."""

    def holds(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name, text in texts:
            found = value.get(name)
            if type(found) is not str or found != text:
                return False
        return True

    return holds


def _list(tests: tuple[_Test, ...]) -> _Test:
    def holds(value: Any) -> bool:
        if type(value) is not list:
            return False
        for test in tests:
            for item in value:
                if test(item):
                    break
            else:
                return False
        return True

    return holds


def _said(asked: Any) -> str:
    if type(asked) is dict:
        if "code" in asked and asked.keys() <= {"system", "code", "display", "version"}:
            return f"{asked.get('system', '')}|{asked['code']}"
        if asked.keys() == {"coding"}:
            return _said(asked["coding"])
        return ", ".join(f"{name} = {_said(each)}" for name, each in asked.items())
    if type(asked) is list:
        return " + ".join(map(_said, asked))
    return str(asked).lower() if type(asked) is bool else str(asked)
