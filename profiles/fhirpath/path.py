"""An expression that finds elements, with their types and their places in the tree.

https://hl7.org/fhirpath/N1/
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from profiles.fhirpath.compiler import exactly
from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.items import Held, Items, Place
from profiles.fhirpath.kinds import SYSTEM, kind_of, system_type
from profiles.fhirpath.parser import parse_expression
from profiles.fhirpath.semantics import check_semantics
from profiles.fhirpath.syntax import NotFHIRPath
from profiles.fhirpath.typed import rooted


class Found(NamedTuple):
    """One item: `value` is None where only a companion (`_name`) stands.

    `kind` is its type, `System.String` and the like for what was calculated, nothing if it is not
    known. `place` leads to it by names and indexes of the JSON; None for what is not in the tree.
    """

    value: Any
    kind: str
    place: Place | None


class Path:
    """One expression, compiled once, evaluated on many resources."""

    __slots__ = ("_collect", "expression", "kind")

    def __init__(self, expression: str, kind: str = "") -> None:
        self.expression = expression
        self.kind = kind
        tree = parse_expression(expression)
        self._collect = exactly(tree)
        check_semantics(tree, frozenset({kind} if kind else ()))

    def found(self, resource: Any, environment: Environment | None = None) -> list[Found]:
        """What it finds in a resource, or in an element of the type it was compiled for.

        Without an environment, references to what the resource contains are followed.

        Raises:
            NotEvaluated: it has no answer here: wrong types, or more work than is allowed.
        """
        given = environment or Environment(resource, resolve=_contained(resource).get)
        around = replace(given, exact=True, strict=True)
        item = rooted(resource, kind=self.kind)
        if around.context is None:
            around.context = item
        try:
            items = self._collect(item, around)
        except (RecursionError, ArithmeticError):
            raise NotEvaluated from None
        return [_found(one) for one in items]


def _contained(resource: Any) -> dict[str, Any]:
    listed = resource.get("contained") if type(resource) is dict else None
    inside = [one for one in listed if type(one) is dict] if type(listed) is list else []
    return {f"#{one['id']}": one for one in inside if type(one.get("id")) is str}


def evaluated(collect: Any, item: Held, environment: Environment) -> Items:
    """What a compiled expression finds of one item."""
    around = replace(environment, exact=True, context=item)
    try:
        found: Items = collect(item, around)
        return found
    finally:
        environment.left = around.left


def _found(item: Any) -> Found:
    if type(item) is Held:
        return Found(item.value, kind_of(item), item.place)
    name = system_type(item)
    return Found(item, SYSTEM + name if name else kind_of(item), None)


@lru_cache(1024)
def fault_of(expression: str, kinds: frozenset[str] = frozenset()) -> NotFHIRPath | None:
    """Why an expression can't mean anything, of any of the types it is asked of; None if it can."""
    try:
        tree = parse_expression(expression)
        exactly(tree)
        check_semantics(tree, kinds)
    except NotFHIRPath as fault:
        return fault
    except RecursionError:
        return NotFHIRPath("The expression is nested too deep.")
    return None


@lru_cache(1024)
def compile_path(expression: str, kind: str = "") -> Path:
    """The path of an expression; with the type of what it is asked of, its steps are checked too.

    Raises:
        NotFHIRPath: it is no expression, or can't mean anything of that type.
    """
    return Path(expression, kind)
