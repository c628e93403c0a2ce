"""Whether one value that a resource shows is what is asked, by the kind of its parameter."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from hub.search.kinds import composite, date, near, number, quantity, reference, string, token, uri
from hub.search.kinds.opened import Test
from hub.search.kinds.token import ESCAPED_BAR
from profiles.search.definitions import SearchParameter
from profiles.search.values import (
    LogicalReferenceValue,
    ReferenceValue,
    SearchValue,
    StringValue,
    TokenValue,
    UriValue,
)

KEYS: dict[type, Callable[[Any], Sequence[str]]] = {
    TokenValue: token.keys,
    LogicalReferenceValue: token.logical_keys,
    ReferenceValue: reference.keys,
    StringValue: string.keys,
    UriValue: uri.keys,
}
"""By what a value is found that the index holds."""


_TEXT: Mapping[str, Callable[[str, str, str], Test]] = {
    "number": lambda code, _, text: number.test(code, text),
    "special": lambda code, _, text: near.test(code, text),
    "date": lambda code, _, text: date.test(code, text),
    "string": string.test,
}
"""Of those whose values no index holds as keys: parameter, modifier, text."""


def test_of(definition: SearchParameter, modifier: str, text: str, server_url: str) -> Test:
    """Of a value of this parameter, asked by one comma part.

    Raises:
        Invalid: no such parameter takes that.
    """
    code, kind, plain = definition.code, definition.type, text.replace(ESCAPED_BAR, "|")
    if kind == "composite":
        return composite.test(
            definition, text, lambda one, said: test_of(one, "", said, server_url)
        )
    if kind == "quantity":
        return quantity.test(code, text)
    if kind in _TEXT:
        return _TEXT[kind](code, modifier, plain)
    if modifier == "below":
        return uri.test(plain)
    return _by_key(_keys(definition, text, plain, server_url))


def _keys(definition: SearchParameter, text: str, plain: str, server_url: str) -> Iterable[str]:
    if definition.type == "reference":
        return reference.keys_asked(definition, plain, server_url)
    if definition.type == "uri":
        return uri.condition(definition.code, "", [plain]).keys
    return token.condition(definition.code, "", [text]).keys


def _by_key(wanted: Iterable[str]) -> Test:
    keys = frozenset(wanted)

    def holds(value: SearchValue) -> bool:
        return not keys.isdisjoint(KEYS[type(value)](value))

    return holds
