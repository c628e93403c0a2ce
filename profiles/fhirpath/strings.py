"""Functions on strings, and conversions.

https://hl7.org/fhirpath/N1/#string-manipulation
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import NUMBERS, Collect, Items, Truth, only, only_text
from profiles.fhirpath.pattern import found_by

_LONG = 4096
_WHOLE = re.compile(r"[+-]?\d{1,64}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,64}(?:\.\d{1,64})?", re.ASCII)
_YES = frozenset({"true", "t", "yes", "y", "1", "1.0"})
_NO = frozenset({"false", "f", "no", "n", "0", "0.0"})


def _tested(test: Callable[[str, str], bool]) -> Callable[[Collect, Collect], Truth]:
    def build(source: Collect, argument: Collect) -> Truth:
        def check(item: Any, environment: Environment) -> bool | None:
            text = only_text(source(item, environment))
            other = only_text(argument(item, environment))
            if text is None or other is None:
                return None
            if len(text) > _LONG:
                environment.spend(len(text) >> 4)
            return test(text, other)

        return check

    return build


def _changed(change: Callable[[str], Items]) -> Callable[[Collect], Collect]:
    def build(source: Collect) -> Collect:
        def apply(item: Any, environment: Environment) -> Items:
            text = only_text(source(item, environment))
            if text is None:
                return []
            if len(text) > _LONG:
                environment.spend(len(text) >> 4)
            return change(text)

        return apply

    return build


def _matches(text: str, pattern: str) -> bool:
    return found_by(pattern)(text)


def substring(source: Collect, start: Collect, length: Collect | None) -> Collect:
    """`substring(start[, length])`: empty where the start lies outside."""

    def cut(item: Any, environment: Environment) -> Items:
        text, first = only_text(source(item, environment)), only(start(item, environment))
        count = only(length(item, environment)) if length else None
        if text is None or first is None:
            return []
        if type(first) is not int or type(count) not in (int, type(None)):
            raise NotEvaluated
        if not 0 <= first < len(text):
            return []
        return [text[first:] if count is None else text[first : first + max(0, count)]]

    return cut


def replace(source: Collect, wanted: Collect, other: Collect) -> Collect:
    """`replace(pattern, substitution)`, of plain text."""

    def apply(item: Any, environment: Environment) -> Items:
        text = only_text(source(item, environment))
        old, new = only_text(wanted(item, environment)), only_text(other(item, environment))
        if text is None or old is None or new is None:
            return []
        environment.spend(len(text) * (1 + len(new)) >> 4)
        return [text.replace(old, new)]

    return apply


def index_of(source: Collect, wanted: Collect) -> Collect:
    """`indexOf(substring)`."""

    def find(item: Any, environment: Environment) -> Items:
        text, part = only_text(source(item, environment)), only_text(wanted(item, environment))
        if text is None or part is None:
            return []
        environment.spend(len(text) >> 4)
        return [text.find(part)]

    return find


def converted(convert: Callable[[Any], Any]) -> Callable[[Collect], Collect]:
    """`toInteger()` and its like: empty where the one item can't be converted."""

    def build(source: Collect) -> Collect:
        def apply(item: Any, environment: Environment) -> Items:
            value = convert(only(source(item, environment)))
            return [] if value is None else [value]

        return apply

    return build


def to_integer(value: Any) -> int | None:
    """A whole number, or what can be read as one."""
    if type(value) is bool or type(value) is int:
        return int(value)
    return int(value) if type(value) is str and _WHOLE.fullmatch(value) else None


def to_decimal(value: Any) -> Decimal | int | None:
    """A number, or what can be read as one."""
    if type(value) in NUMBERS:
        return Decimal(value)
    if type(value) is bool:
        return Decimal(value)
    return Decimal(value) if type(value) is str and _DECIMAL.fullmatch(value) else None


def to_text(value: Any) -> str | None:
    """A primitive as it is written."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is Decimal:
        return f"{value:f}"
    return str(value) if type(value) in (int, str) else None


def to_boolean(value: Any) -> bool | None:
    """What is commonly written for yes and no."""
    if type(value) is bool or value is None:
        return value
    text = str(value).lower() if type(value) in (int, str, Decimal) else ""
    return True if text in _YES else False if text in _NO else None


MATCHING = {
    "startsWith": Function(_tested(str.startswith), ("collection",)),
    "endsWith": Function(_tested(str.endswith), ("collection",)),
    "contains": Function(_tested(str.__contains__), ("collection",)),
    "matches": Function(_tested(_matches), ("collection",)),
}
STRINGS = {
    "length": Function(_changed(lambda text: [len(text)])),
    "upper": Function(_changed(lambda text: [text.upper()])),
    "lower": Function(_changed(lambda text: [text.lower()])),
    "trim": Function(_changed(lambda text: [text.strip()])),
    "toChars": Function(_changed(list)),
    "substring": Function(substring, ("collection", "collection"), 1),
    "replace": Function(replace, ("collection", "collection")),
    "indexOf": Function(index_of, ("collection",)),
    "toInteger": Function(converted(to_integer)),
    "toDecimal": Function(converted(to_decimal)),
    "toString": Function(converted(to_text)),
    "toBoolean": Function(converted(to_boolean)),
}
