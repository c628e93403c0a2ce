"""Functions on strings.

https://hl7.org/fhirpath/N1/#string-manipulation
"""

from collections.abc import Callable
from typing import Any

from profiles.fhirpath.coding import decoded, encoded, escaped, unescaped
from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import Collect, Items, Truth, only, only_text
from profiles.fhirpath.pattern import found_by, replaced

_LONG = 4096


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


def _with_text(change: Callable[[str, str], Items]) -> Callable[[Collect, Collect], Collect]:
    def build(source: Collect, argument: Collect) -> Collect:
        def apply(item: Any, environment: Environment) -> Items:
            text = only_text(source(item, environment))
            other = only_text(argument(item, environment))
            if text is None or other is None:
                return []
            environment.spend(len(text) >> 4)
            return change(text, other)

        return apply

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


def _matches_whole(text: str, pattern: str) -> bool:
    return found_by(f"^(?:{pattern})$")(text)


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


def joined(source: Collect, separator: Collect | None) -> Collect:
    """`join([separator])`."""

    def apply(item: Any, environment: Environment) -> Items:
        texts = [only_text([one]) for one in source(item, environment)]
        between = only_text(separator(item, environment)) if separator else ""
        environment.spend(sum(1 + (len(one or "") >> 4) for one in texts))
        return [(between or "").join(one for one in texts if one is not None)] if texts else []

    return apply


def split(text: str, separator: str) -> Items:
    """`split(separator)`; by nothing, into characters."""
    return list(text.split(separator)) if separator else list(text)


def replace_matches(source: Collect, pattern: Collect, other: Collect) -> Collect:
    """`replaceMatches(regex, substitution)`."""

    def apply(item: Any, environment: Environment) -> Items:
        text = only_text(source(item, environment))
        wanted, new = only_text(pattern(item, environment)), only_text(other(item, environment))
        if text is None or wanted is None or new is None:
            return []
        environment.spend(len(text) * (1 + len(new)) >> 4)
        return [replaced(text, wanted, new) if wanted else text]

    return apply


MATCHING = {
    "startsWith": Function(_tested(str.startswith), ("collection",)),
    "endsWith": Function(_tested(str.endswith), ("collection",)),
    "contains": Function(_tested(str.__contains__), ("collection",)),
    "matches": Function(_tested(_matches), ("collection",)),
    "matchesFull": Function(_tested(_matches_whole), ("collection",)),
}
STRINGS = {
    "length": Function(_changed(lambda text: [len(text)])),
    "upper": Function(_changed(lambda text: [text.upper()])),
    "lower": Function(_changed(lambda text: [text.lower()])),
    "trim": Function(_changed(lambda text: [text.strip()])),
    "toChars": Function(_changed(list)),
    "substring": Function(substring, ("collection", "collection"), 1),
    "replace": Function(replace, ("collection", "collection")),
    "replaceMatches": Function(replace_matches, ("collection", "collection")),
    "indexOf": Function(_with_text(lambda text, part: [text.find(part)]), ("collection",)),
    "lastIndexOf": Function(_with_text(lambda text, part: [text.rfind(part)]), ("collection",)),
    "split": Function(_with_text(split), ("collection",)),
    "join": Function(joined, ("collection",), 0),
    "encode": Function(_with_text(encoded), ("collection",)),
    "decode": Function(_with_text(decoded), ("collection",)),
    "escape": Function(_with_text(escaped), ("collection",)),
    "unescape": Function(_with_text(unescaped), ("collection",)),
}
