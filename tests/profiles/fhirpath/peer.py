"""fhirpathpy as it comes, to compare verdicts with."""

from functools import cache
from typing import Any

from fhirpathpy import apply_parsed_path
from fhirpathpy.engine.nodes import ResourceNode, TypeInfo
from fhirpathpy.models import models
from fhirpathpy.parser import parse

_R4 = models["r4"]
_FUNCTIONS = {
    "hasValue": {
        "fn": lambda items: bool(items) and not isinstance(items[0], dict | list),
        "arity": {0: []},
    },
    "resolve": {"fn": lambda _: [], "arity": {0: []}},
}


class NoVerdict(Exception):
    """It raised, or found more than one item."""


def verdict(expression: str, focus: tuple[Any, ...], kind: str, resource: Any) -> bool:
    """Whether it takes the expression to hold of the value, and the companion if there is one."""
    TypeInfo.model = _R4
    nodes = [ResourceNode.create_node(one, kind) for one in focus if one is not None]
    options = {"userInvocationTable": _FUNCTIONS, "traceFn": lambda *_: None}
    around = {"resource": resource, "rootResource": resource}
    try:
        found = apply_parsed_path(nodes, _parsed(expression), around, model=_R4, options=options)
    except Exception as error:
        raise NoVerdict from error
    items = found if isinstance(found, list) else [found]
    if len(items) > 1:
        raise NoVerdict
    return not items or items[0] is not False


@cache
def _parsed(expression: str) -> Any:
    return parse(expression)


def found(expression: str, resource: Any) -> list[Any]:
    """What it finds in a resource, as values.

    Raises:
        NoVerdict: it raised.
    """
    TypeInfo.model = _R4
    inside = resource.get("contained", [])
    functions = {"resolve": {"fn": lambda _: inside, "arity": {0: []}}}
    options = {"userInvocationTable": functions, "traceFn": lambda *_: None}
    around = {"resource": resource, "rootResource": resource}
    try:
        items = apply_parsed_path(resource, _parsed(expression), around, model=_R4, options=options)
    except Exception as error:
        raise NoVerdict from error
    listed = items if isinstance(items, list) else [items]
    return [one.data if isinstance(one, ResourceNode) else one for one in listed]
