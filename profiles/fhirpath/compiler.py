"""Turns the tree of an expression into closures."""

from typing import Any

from profiles.fhirpath import filtering, navigation, operators
from profiles.fhirpath.environment import Environment
from profiles.fhirpath.existence import EXISTENCE, is_type
from profiles.fhirpath.fhir import FHIR, MEMBERSHIP
from profiles.fhirpath.filtering import FILTERING
from profiles.fhirpath.function import Argument, Function
from profiles.fhirpath.items import Collect, Items, Truth, boxed, truth_of
from profiles.fhirpath.kinds import known_type
from profiles.fhirpath.moments import is_moment
from profiles.fhirpath.strings import MATCHING, STRINGS
from profiles.fhirpath.syntax import (
    Binary,
    Call,
    Chain,
    Index,
    Literal,
    Member,
    Moment,
    Negative,
    Node,
    Quantity,
    Running,
    This,
    TypeOperator,
    Unsupported,
    Variable,
)
from profiles.r4 import tables

_ANSWERING = {**EXISTENCE, **MATCHING, **MEMBERSHIP}
_COLLECTING = {**FILTERING, **STRINGS, **FHIR}
_NOT = Call("not", ())
_CODE_SYSTEMS = {
    "ucum": "http://unitsofmeasure.org",
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}
_NAMED = {
    "vs-": "http://hl7.org/fhir/ValueSet/",
    "ext-": "http://hl7.org/fhir/StructureDefinition/",
}


def satisfied(node: Node) -> Truth:
    """The whole of an invariant, never None: what is empty satisfies it, so half may tell.

    Raises:
        Unsupported: it uses what is not compiled here.
    """
    if not isinstance(node, Binary) or node.operator not in {"and", "or", "implies"}:
        condition = truth(node)
        return lambda item, environment: condition(item, environment) is not False
    if node.operator == "implies":
        given, then = truth(node.left), satisfied(node.right)
        return lambda item, environment: not given(item, environment) or then(item, environment)
    one, other = satisfied(node.left), satisfied(node.right)
    if node.operator == "and":
        return lambda item, environment: one(item, environment) and other(item, environment)
    return lambda item, environment: one(item, environment) or other(item, environment)


def truth(node: Node) -> Truth:
    """The expression as a condition: true, false, or None where it is empty.

    Raises:
        Unsupported: it uses what is not compiled here.
    """
    if isinstance(node, Binary) and node.operator in operators.LOGIC:
        return operators.LOGIC[node.operator](truth(node.left), truth(node.right))
    if isinstance(node, Binary) and node.operator in operators.RELATIONS:
        return _relation(node)
    if isinstance(node, TypeOperator) and node.operator == "is":
        return is_type(collection(node.operand), _type(node.type))
    base, call = (node.base, node.step) if isinstance(node, Chain) else (None, node)
    if call == _NOT:
        return operators.inverse(truth(base or This()))
    if isinstance(call, Call) and call.name in _ANSWERING:
        found: Truth = _called(_ANSWERING[call.name], base, call)
        return found
    found_items = collection(node)
    return lambda item, environment: truth_of(found_items(item, environment))


def collection(node: Node) -> Collect:
    """The expression as what it finds.

    Raises:
        Unsupported: it uses what is not compiled here.
    """
    if isinstance(node, Literal | Moment | Variable):
        return _constant(node)
    if isinstance(node, This):
        return navigation.this
    if isinstance(node, Member) or (isinstance(node, Chain) and isinstance(node.step, Member)):
        return _path(node)
    if isinstance(node, Chain | Call):
        return _function(node)
    if isinstance(node, Quantity | Running):
        raise Unsupported("Quantities, $index and $total are not compiled.")
    return _combined(node)


def _combined(node: Index | Negative | Binary | TypeOperator) -> Collect:
    if isinstance(node, Index):
        return filtering.at(collection(node.base), collection(node.index))
    if isinstance(node, Negative):
        return operators.negative(collection(node.operand))
    if isinstance(node, TypeOperator):
        if node.operator == "as":
            return filtering.of_type(collection(node.operand), _type(node.type))
        return _boxed(truth(node))
    return _binary(node)


def _binary(node: Binary) -> Collect:
    if node.operator == "|":
        return filtering.union(collection(node.left), collection(node.right))
    if node.operator in operators.ARITHMETIC:
        build = operators.ARITHMETIC[node.operator]
        return build(collection(node.left), collection(node.right))
    return _boxed(truth(node))


def _function(node: Chain | Call) -> Collect:
    base, call = (node.base, node.step) if isinstance(node, Chain) else (None, node)
    if isinstance(call, Call) and call.name in _COLLECTING:
        found: Collect = _called(_COLLECTING[call.name], base, call)
        return found
    if isinstance(call, Call) and call.name not in _ANSWERING and call != _NOT:
        raise Unsupported(f"The function {call.name} is not compiled.")
    return _boxed(truth(node))


def _boxed(condition: Truth) -> Collect:
    return lambda item, environment: boxed(condition(item, environment))


def _called(function: Function, base: Node | None, call: Call) -> Any:
    if not function.fits(len(call.arguments)):
        raise Unsupported(f"The function {call.name} has other arguments.")
    source = navigation.this if base is None else collection(base)
    given = [
        _argument(kind, node) for kind, node in zip(function.takes, call.arguments, strict=False)
    ]
    return function.build(source, *given, *[None] * (len(function.takes) - len(given)))


def _argument(kind: Argument, node: Node) -> Any:
    if kind == "criterion":
        return truth(node)
    if kind == "collection":
        return collection(node)
    if kind == "type":
        last = node.step if isinstance(node, Chain) else node
        if isinstance(last, Member):
            return _type(last.name)
    elif isinstance(node, Literal) and isinstance(node.value, str):
        return node.value
    raise Unsupported("The argument is not compiled.")


def _type(name: str) -> str:
    kind = known_type(name)
    if kind is None:
        raise Unsupported("R4 has no such type.")
    return kind


def _relation(node: Binary) -> Truth:
    constant = node.right.value if isinstance(node.right, Literal) else None
    if node.operator == "=" and isinstance(constant, str | bool):
        found = operators.equals_constant(collection(node.left), constant)
        if isinstance(node.left, Member) and _constants(node.right):
            return operators.child_equals(node.left.name, str(constant), found)
        return found
    constants = _constants(node.right) if node.operator == "in" else None
    if constants:
        return operators.within_constants(collection(node.left), frozenset(constants))
    return operators.RELATIONS[node.operator](collection(node.left), collection(node.right))


def _constants(node: Node) -> list[str] | None:
    """The strings of a union of strings, unless one might be read as a date."""
    if isinstance(node, Binary) and node.operator == "|":
        left, right = _constants(node.left), _constants(node.right)
        return left + right if left and right else None
    if isinstance(node, Literal) and isinstance(node.value, str) and not is_moment(node.value):
        return [node.value]
    return None


def _path(node: Node) -> Collect:
    names: list[str] = []
    while isinstance(node, Chain) and isinstance(node.step, Member):
        names.append(node.step.name)
        node = node.base
    if not isinstance(node, Member):
        return navigation.path(tuple(reversed(names)), collection(node))
    if node.name[:1].isupper() and node.name in tables.bases():
        source = navigation.root(node.name)
        return navigation.path(tuple(reversed(names)), source) if names else source
    return navigation.path((node.name, *reversed(names)))


def _constant(node: Literal | Moment | Variable) -> Collect:
    if isinstance(node, Variable):
        return _variable(node.name)
    if isinstance(node, Moment):
        if len(node.text) < len("2020-01") and not node.text.startswith("T"):
            raise Unsupported("A year alone is not told from a number.")
        return _always([node.text])
    return _always([] if node.value is None else [node.value])


def _always(items: Items) -> Collect:
    return lambda _item, _environment: items


def _variable(name: str) -> Collect:
    if name in _VARIABLES:
        return _VARIABLES[name]
    if name in _CODE_SYSTEMS:
        return _always([_CODE_SYSTEMS[name]])
    for prefix, start in _NAMED.items():
        if name.startswith(prefix):
            return _always([start + name.removeprefix(prefix)])
    raise Unsupported("The variable is not known.")


def _resource(_: Any, environment: Environment) -> Items:
    return [] if environment.resource is None else [environment.resource]


def _root_resource(item: Any, environment: Environment) -> Items:
    return _resource(item, environment) if environment.root is None else [environment.root]


def _context(_: Any, environment: Environment) -> Items:
    return [] if environment.context is None else [environment.context]


_VARIABLES: dict[str, Collect] = {
    "resource": _resource,
    "rootResource": _root_resource,
    "context": _context,
}
