"""One parameter's value to one condition: of the index, or of the opened body.

docs/decisions/0059-what-is-found-by-opening.md
"""

from collections.abc import Mapping
from functools import partial
from types import ModuleType

from hub.errors import NotSupported
from hub.search.arguments import Filter
from hub.search.kinds import (
    composite,
    date,
    missing,
    near,
    number,
    quantity,
    reference,
    string,
    token,
    uri,
)
from hub.search.kinds.compared import test_of
from hub.search.kinds.opened import Opened
from hub.search.kinds.token import ESCAPED_BAR, AnyToken
from hub.search.limits import Limits
from hub.search.meant import meant
from hub.search.registry import indexed
from hub.search.value import parts, split
from profiles.search.definitions import SearchParameter
from profiles.search.element_types import is_labelled, is_numbered
from profiles.search.extract import nodes_of

KINDS: Mapping[str, ModuleType] = {
    "token": token,
    "reference": reference,
    "date": date,
    "string": string,
    "uri": uri,
    "number": number,
    "quantity": quantity,
    "composite": composite,
    "special": near,
}
_BY_INDEX = {"date": date.condition, "string": string.condition, "uri": uri.condition}
_OPENED = {"token": token.OPENED, "string": frozenset({"contains"}), "uri": frozenset({"below"})}
"""Modifiers that ask what no index holds."""
LAST_UPDATED = SearchParameter(
    code="_lastUpdated",
    base="Resource",
    type="date",
    url="http://hl7.org/fhir/SearchParameter/Resource-lastUpdated",
    expression="",
    targets=frozenset(),
)


def condition(
    resource_type: str, definition: SearchParameter, modifier: str, value: str, limits: Limits
) -> Filter:
    """What a resource of this type is asked.

    Raises:
        Invalid, NotSupported: the parameter takes no such value, or modifier.
    """
    _check(definition, modifier)
    if modifier == "missing":
        return _missing(resource_type, definition, value)
    by_index = not definition.expression or definition.code in indexed(resource_type)
    if not by_index or modifier in _OPENED.get(definition.type, ()):
        return _opened(resource_type, definition, modifier, parts(value), limits.server_url)
    texts = split(value)
    if definition.type == "token":
        made = token.condition(definition.code, modifier, texts, limits.definitions)
        return meant(resource_type, made)
    texts = [text.replace(ESCAPED_BAR, "|") for text in texts]
    if definition.type == "reference":
        return reference.condition(definition, modifier, texts, limits.server_url)
    return _BY_INDEX[definition.type](definition.code, modifier, texts)


def _check(definition: SearchParameter, modifier: str) -> None:
    known = KINDS[definition.type].MODIFIERS
    if not definition.expression:
        known = known & {"", "identifier"}
    elif definition.type == "token":
        plain = () if is_labelled(definition) else ("text",)
        known -= {*plain, *(() if is_numbered(definition) else ("of-type",))}
    if modifier in known or (definition.type == "reference" and modifier in definition.targets):
        return
    taken = " ".join(f":{one}" for one in sorted(known) if one) or "none"
    raise NotSupported(
        f"{definition.code} does not take that modifier; of modifiers it takes {taken}"
    )


def _missing(resource_type: str, definition: SearchParameter, value: str) -> Filter:
    code = definition.code
    if code in indexed(resource_type):
        return missing.condition(code, split(value))
    wants = missing.wanted(code, split(value))
    return Opened(resource_type, code, (lambda _: True,), negated=wants)


def _opened(
    resource_type: str, definition: SearchParameter, modifier: str, said: list[str], server_url: str
) -> Filter:
    code = definition.code
    if definition.type == "token":
        return _labelled(resource_type, code, modifier, said)
    narrowed = None
    if definition.type == "composite":
        narrowed = _narrowed(resource_type, definition, said)
    else:
        said = [text.replace(composite.ESCAPED_DOLLAR, "$") for text in said]
    tests = tuple(test_of(definition, modifier, text, server_url) for text in said)
    return Opened(resource_type, code, tests, narrowed=narrowed)


def _labelled(resource_type: str, code: str, modifier: str, said: list[str]) -> Filter:
    said = [text.replace(composite.ESCAPED_DOLLAR, "$") for text in said]
    made = [token.opened(code, modifier, text) for text in said]
    keys = tuple(key for _, by in made if by is not None for key in by.keys)
    return Opened(
        resource_type,
        code,
        tuple(test for test, _ in made),
        narrowed=AnyToken(keys) if keys else None,
        show=partial(nodes_of, code=code),
    )


def _narrowed(resource_type: str, definition: SearchParameter, said: list[str]) -> AnyToken | None:
    """By the code that most composites begin with, which the index holds of the same element."""
    first = definition.components[0]
    if first.type != "token" or first.code not in indexed(resource_type):
        return None
    texts = [composite.parts(definition, text)[0][1] for text in said]
    return token.condition(first.code, "", texts)
