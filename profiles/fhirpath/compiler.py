"""Turns the tree of an expression into closures."""

from typing import Any

from profiles.fhirpath import filtering, iterating, navigation, operators
from profiles.fhirpath.arguments import joined_type, mentions_index
from profiles.fhirpath.arithmetic import ARITHMETIC, negative
from profiles.fhirpath.dialect import EXACT, QUICK, Dialect
from profiles.fhirpath.environment import Environment
from profiles.fhirpath.existence import is_type
from profiles.fhirpath.function import Argument, Function
from profiles.fhirpath.items import Collect, Items, Truth, boxed, truth_of
from profiles.fhirpath.kinds import SYSTEM, wanted_type
from profiles.fhirpath.literals import constant, texts_of
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
    NotFHIRPath,
    Quantity,
    Running,
    This,
    TypeOperator,
    Unsupported,
    Variable,
    speakable,
)
from profiles.fhirpath.variables import constant_of, variable
from profiles.r4 import tables

_NOT = Call("not", ())
_BUILDS = {**ARITHMETIC, "|": filtering.union}


def satisfied(node: Node) -> Truth:
    """The whole of an invariant, never None: what is empty satisfies it, so half may tell.

    Raises:
        Unsupported: it asks for types, which the quick closures do not know.
        NotFHIRPath: it can't mean anything.
    """
    return _satisfied(node, Compiler(QUICK))


def exactly(node: Node) -> Collect:
    """What an expression finds, with types and places.

    Raises:
        NotFHIRPath: it can't mean anything.
    """
    return Compiler(EXACT).collection(node)


def _satisfied(node: Node, compiler: "Compiler") -> Truth:
    if not isinstance(node, Binary) or node.operator not in {"and", "or", "implies"}:
        condition = compiler.truth(node)
        return lambda item, environment: condition(item, environment) is not False
    if node.operator == "implies":
        given, then = compiler.truth(node.left), _satisfied(node.right, compiler)
        return lambda item, environment: not given(item, environment) or then(item, environment)
    one, other = _satisfied(node.left, compiler), _satisfied(node.right, compiler)
    if node.operator == "and":
        return lambda item, environment: one(item, environment) and other(item, environment)
    return lambda item, environment: one(item, environment) or other(item, environment)


class Compiler:
    """Compiles in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def truth(self, node: Node) -> Truth:
        """The expression as a condition: true, false, or None where it is empty."""
        if isinstance(node, Binary) and node.operator in operators.LOGIC:
            return operators.LOGIC[node.operator](self.truth(node.left), self.truth(node.right))
        if isinstance(node, Binary) and node.operator in operators.RELATIONS:
            return self._relation(node)
        if isinstance(node, TypeOperator) and node.operator == "is":
            return is_type(self.collection(node.operand), self._type(node.type, node.at))
        base, call = (node.base, node.step) if isinstance(node, Chain) else (None, node)
        if call == _NOT:
            return operators.inverse(self.truth(base or This()))
        if isinstance(call, Call) and call.name in self._dialect.answering:
            found: Truth = self._called(self._dialect.answering[call.name], base, call)
            return found
        found_items = self.collection(node)
        return lambda item, environment: truth_of(found_items(item, environment))

    def collection(self, node: Node) -> Collect:
        """The expression as what it finds."""
        if isinstance(node, Literal | Moment | Quantity | Variable):
            return self._fixed(node)
        if isinstance(node, This):
            return navigation.this
        if isinstance(node, Running):
            return _index if node.name == "$index" else _total
        if isinstance(node, Member | Chain):
            return self._chain(node)
        return self._function(None, node) if isinstance(node, Call) else self._combined(node)

    def _fixed(self, node: Literal | Moment | Quantity | Variable) -> Collect:
        return self._variable(node) if isinstance(node, Variable) else _always(constant(node))

    def _chain(self, node: Member | Chain) -> Collect:
        if isinstance(node, Member) or isinstance(node.step, Member):
            return self._path(node)
        if isinstance(node.step, Call):
            return self._function(node.base, node.step)
        return iterating.select(self.collection(node.base), self.collection(node.step))

    def _combined(self, node: Index | Negative | Binary | TypeOperator) -> Collect:
        if isinstance(node, Index):
            return filtering.at(self.collection(node.base), self.collection(node.index))
        if isinstance(node, Negative):
            return negative(self.collection(node.operand))
        if isinstance(node, TypeOperator) and node.operator == "as":
            kind = self._type(node.type, node.at)
            return filtering.as_type(self.collection(node.operand), kind)
        if isinstance(node, Binary) and node.operator in _BUILDS:
            build = _BUILDS[node.operator]
            return build(self.collection(node.left), self.collection(node.right))
        return _boxed(self.truth(node))

    def _function(self, base: Node | None, call: Call) -> Collect:
        if call == _NOT or call.name in self._dialect.answering:
            return _boxed(self.truth(call if base is None else Chain(base, call)))
        if call.name in self._dialect.collecting:
            found: Collect = self._called(self._dialect.collecting[call.name], base, call)
            return found
        if EXACT.has(call.name):
            raise Unsupported(call.name)
        raise NotFHIRPath(f"There is no function {speakable(call.name)}.", call.at)

    def _called(self, function: Function, base: Node | None, call: Call) -> Any:
        if not function.fits(len(call.arguments)):
            raise NotFHIRPath(f"The function {call.name} has other arguments.", call.at)
        source = navigation.this if base is None else self.collection(base)
        given = [
            self._argument(kind, node, call.at)
            for kind, node in zip(function.takes, call.arguments, strict=False)
        ]
        build = function.build
        if function.iterates and call.arguments and mentions_index(call.arguments[0]):
            build = iterating.numbered(build)
        return build(source, *given, *[None] * (len(function.takes) - len(given)))

    def _argument(self, kind: Argument, node: Node, at: int) -> Any:
        if kind == "criterion":
            return self.truth(node)
        if kind == "key":
            downward = isinstance(node, Negative)
            return self.collection(node.operand if isinstance(node, Negative) else node), downward
        if kind == "type":
            written = joined_type(node)
            if written is None:
                raise NotFHIRPath("A type is named here.", at)
            return self._type(written, at)
        if kind != "text":
            return self.collection(node)
        text = constant_of(node.name) if isinstance(node, Variable) else None
        if isinstance(node, Literal) and isinstance(node.value, str):
            text = node.value
        if text is None:
            raise Unsupported("The argument is no constant.")
        return text

    def _type(self, name: str, at: int) -> str:
        kind = wanted_type(name)
        if kind is None:
            raise NotFHIRPath(f"R4 has no type {speakable(name)}.", at)
        if kind.startswith(SYSTEM) and not self._dialect.is_exact:
            raise Unsupported("The quick closures do not know the types of the language.")
        return kind

    def _relation(self, node: Binary) -> Truth:
        value = node.right.value if isinstance(node.right, Literal) else None
        if node.operator == "=" and isinstance(value, str | bool):
            found = operators.equals_constant(self.collection(node.left), value)
            if isinstance(node.left, Member) and texts_of(node.right):
                return operators.child_equals(node.left.name, str(value), found)
            return found
        constants = texts_of(node.right) if node.operator == "in" else None
        if constants:
            return operators.within_constants(self.collection(node.left), frozenset(constants))
        build = operators.RELATIONS[node.operator]
        return build(self.collection(node.left), self.collection(node.right))

    def _path(self, node: Node) -> Collect:
        names: list[str] = []
        while isinstance(node, Chain) and isinstance(node.step, Member):
            names.append(node.step.name)
            node = node.base
        steps = tuple(reversed(names))
        if not isinstance(node, Member):
            return self._dialect.path(steps, self.collection(node))
        if node.name[:1].isupper() and node.name in tables.bases():
            source = self._dialect.root(node.name)
            return self._dialect.path(steps, source) if steps else source
        return self._dialect.path((node.name, *steps), None)

    def _variable(self, node: Variable) -> Collect:
        fixed = constant_of(node.name)
        if fixed is not None:
            return _always([fixed])
        found = variable(node.name)
        if found is None:
            raise NotFHIRPath(f"There is no variable {speakable(node.name)}.", node.at)
        return found


def _boxed(truth: Truth) -> Collect:
    return lambda item, environment: boxed(truth(item, environment))


def _always(items: Items) -> Collect:
    return lambda _item, _environment: items


def _index(_: Any, environment: Environment) -> Items:
    return [environment.index]


def _total(_: Any, environment: Environment) -> Items:
    return list(environment.total)
