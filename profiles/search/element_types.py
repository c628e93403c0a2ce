"""Of which datatypes the elements are that a search parameter looks at."""

import re
from functools import cache

from profiles.r4.trees import BACKBONES, PRIMITIVES, children
from profiles.search.definitions import SearchParameter

_CHOICE = re.compile(r"\(?([A-Za-z.]+)(?: as ([A-Za-z]+)\))?")


def is_labelled(parameter: SearchParameter) -> bool:
    """Whether a text may stand beside what it looks at; a primitive has none."""
    types = types_of(parameter)
    return not types or not types <= PRIMITIVES


def is_numbered(parameter: SearchParameter) -> bool:
    """Whether what it looks at may be an identifier, which has a type."""
    types = types_of(parameter)
    return not types or "Identifier" in types


@cache
def types_of(parameter: SearchParameter) -> frozenset[str]:
    """Each such type; empty where that can't be told from the path alone."""
    found: set[str] = set()
    for branch in parameter.expression.split(" | "):
        match = _CHOICE.fullmatch(branch)
        named = match and (match[2] or _at(match[1].split(".")))
        if not named:
            return frozenset()
        found |= {named} if isinstance(named, str) else named
    return frozenset(found)


def _at(steps: list[str]) -> set[str]:
    """The types of the element at the end of a path such as `Consent.provision.code`."""
    path, types = steps[0], {steps[0]}
    for step in steps[1:]:
        element = children(path).get(step)
        if element is None:
            return set()
        types = {one.code for one in element.types}
        [only] = types if len(types) == 1 else [""]
        path = f"{path}.{step}" if only in BACKBONES else only
    return types
