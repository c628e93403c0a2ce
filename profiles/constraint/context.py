"""Where an extension may stand, by its definition.

https://hl7.org/fhir/R4/defining-extensions.html#context
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from profiles.r4.tables import elements
from profiles.r4.trees import BACKBONES, is_a

_SLICE = re.compile(r":[^.]*")
_PRIMITIVE = "Element"


def contexts_of(definition: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The kind and expression of each context that a definition names."""
    return tuple(
        (str(one.get("type")), str(one["expression"]))
        for one in definition.get("context", ())
        if isinstance(one, Mapping) and "expression" in one
    )


def may_stand(contexts: Iterable[tuple[str, str]], at: str) -> bool:
    """Whether one of them is met in an object at `at`: a type, or a backbone element's path.

    Beside a primitive, `at` is `Element`: whose companion it is, is not known. Which extension
    holds it is not either, and contexts in FHIRPath are not judged.
    """
    return any(_allows(kind, expression, at) for kind, expression in contexts)


def _allows(kind: str, expression: str, at: str) -> bool:
    if kind == "element":
        return _is_at(_SLICE.sub("", expression.rpartition("#")[2]), at)
    return kind != "extension" or at == "Extension"


@cache
def _is_at(path: str, at: str) -> bool:
    if path in {"Element", "*"} or path == at:
        return True
    if "." in path:
        return at == _PRIMITIVE or at in _places(path.replace("[x]", ""))
    if at == _PRIMITIVE:
        return path[:1].islower()
    return is_a("BackboneElement" if "." in at else at, path)


def _places(path: str) -> set[str]:
    """The types, or paths of backbone elements, of what stands at `Patient.contact.name`."""
    root, *steps = path.split(".")
    places = {root}
    for step in steps:
        places = {found for place in places for found in _beneath(place, step)}
    return places


def _beneath(place: str, step: str) -> Iterable[str]:
    try:
        listed = elements(place)
    except KeyError:
        return
    for one in listed:
        if one.name.removesuffix("[x]") == step:
            kinds: Iterable[str] = one.types
        elif step in (names := one.json_names()):
            kinds = (names[step],)
        else:
            continue
        if one.same_as:
            yield one.same_as
        for kind in kinds:
            yield one.path if kind in BACKBONES else kind
