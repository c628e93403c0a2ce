"""What can't mean anything is told before anything is read, by the types of R4.

https://hl7.org/fhirpath/N1/#type-safety-and-strict-evaluation
"""

from profiles.fhirpath.arguments import joined_type
from profiles.fhirpath.dialect import EXACT
from profiles.fhirpath.kinds import SYSTEM, is_made_from, is_type, system_type, wanted_type
from profiles.fhirpath.literals import constant
from profiles.fhirpath.signatures import (
    ANY_SORT,
    BOOLEAN,
    INTEGER,
    KEEPING,
    OF_NUMBERS,
    OF_STRINGS,
    ORDERED,
    STRING,
    UNORDERED,
    Types,
    child,
    gives,
    sorts_of,
)
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
    Variable,
    speakable,
)
from profiles.fhirpath.variables import constant_of
from profiles.r4 import tables

_ORDER = frozenset({"<", ">", "<=", ">="})
_LOGIC = frozenset({"and", "or", "xor", "implies", "=", "!=", "~", "!~", "in", "contains"})
_AMOUNTS = frozenset({"number", "quantity"})


def check_semantics(node: Node, kinds: frozenset[str]) -> None:
    """Look an expression over that is asked of a type, of several, or of what is not known.

    Raises:
        NotFHIRPath: it names an element that none has, or mixes what has nothing in common.
    """
    known = kinds and all(is_type(kind.partition(".")[0]) for kind in kinds)
    _Reader(kinds if known else None).types(node, kinds if known else None)


class _Reader:
    def __init__(self, kinds: Types) -> None:
        self._kinds = kinds

    def types(self, node: Node, this: Types) -> Types:
        if isinstance(node, Literal | Moment | Quantity):
            return frozenset(SYSTEM + system_type(one) for one in constant(node))
        if isinstance(node, Variable | Running):
            return self._variable(node.name)
        if isinstance(node, This):
            return this
        if isinstance(node, Member | Chain | Call):
            return self._step(node, this)
        return self._combined(node, this)

    def _step(self, node: Member | Chain | Call, this: Types) -> Types:
        if isinstance(node, Member):
            return self._member(node, this)
        return self._chain(node, this) if isinstance(node, Chain) else self._call(this, node, this)

    def _variable(self, name: str) -> Types:
        if constant_of(name):
            return STRING
        is_own = name == "context" or (
            name == "resource" and all(is_made_from(kind, "Resource") for kind in self._kinds or ())
        )
        return INTEGER if name == "$index" else self._kinds if is_own else None

    def _member(self, node: Member, this: Types) -> Types:
        if not (node.name[:1].isupper() and node.name in tables.bases()):
            return self._child(this, node)
        if this is not None and not any(_related(kind, node.name) for kind in this):
            raise NotFHIRPath(f"This is asked of {_said(this)}, not of {node.name}.", node.at)
        own = None if this is None else frozenset(k for k in this if is_made_from(k, node.name))
        return own or frozenset({node.name})

    def _child(self, types: Types, node: Member) -> Types:
        found = child(types, node.name)
        if types and found is not None and not found:
            raise NotFHIRPath(f"{_said(types)} has no element {speakable(node.name)}.", node.at)
        return found

    def _chain(self, node: Chain, this: Types) -> Types:
        if isinstance(node.step, Call) and node.step.name in ORDERED:
            self._refuse_unordered(node.base, node.step, this)
        base = self.types(node.base, this)
        if isinstance(node.step, Member):
            return self._child(base, node.step)
        return self._call(base, node.step, this) if isinstance(node.step, Call) else base

    def _refuse_unordered(self, node: Node, step: Call, this: Types) -> None:
        """Children have no order: the first of them is any, if it is known whose they are."""
        call, base = (node.step, node.base) if isinstance(node, Chain) else (node, This())
        if isinstance(call, Call) and call.name in UNORDERED and self.types(base, this):
            raise NotFHIRPath(f"Children have no order for {step.name} to keep.", step.at)

    def _call(self, base: Types, call: Call, this: Types) -> Types:
        name = call.name
        if not _wanted_by(name) & sorts_of(base):
            raise NotFHIRPath(f"{name} is not for {_said(base)}.", call.at)
        if name in {"ofType", "as", "is"}:
            return self._typed(call)
        inner = base if EXACT.iterates(name) or name == "iif" else this
        given = [self.types(_asked(one, name), inner) for one in call.arguments]
        if name == "iif" and "boolean" not in sorts_of(given[0]):
            raise NotFHIRPath("The first argument of iif is true or false.", call.at)
        return base if name in KEEPING else _given(name, base, given)

    def _typed(self, call: Call) -> Types:
        if call.name == "is":
            return BOOLEAN
        written = joined_type(call.arguments[0]) if call.arguments else None
        kind = wanted_type(written) if written else None
        return frozenset({kind}) if kind else None

    def _combined(self, node: Index | Negative | Binary | TypeOperator, this: Types) -> Types:
        if isinstance(node, Index):
            self.types(node.index, this)
            return self.types(node.base, this)
        if isinstance(node, TypeOperator):
            self.types(node.operand, this)
            kind = wanted_type(node.type)
            return BOOLEAN if node.operator == "is" else frozenset({kind}) if kind else None
        if isinstance(node, Negative):
            found = self.types(node.operand, this)
            if _AMOUNTS.isdisjoint(sorts_of(found)):
                raise NotFHIRPath(f"There is no negative of {_said(found)}.")
            return found
        left, right = self.types(node.left, this), self.types(node.right, this)
        if node.operator == "|":
            return _union([left, right])
        if node.operator in _LOGIC:
            return BOOLEAN
        return _calculated(node, left, right)


def _asked(argument: Node, name: str) -> Node:
    """What an argument asks: before a key to sort by, `-` turns the order."""
    return argument.operand if name == "sort" and isinstance(argument, Negative) else argument


def _wanted_by(name: str) -> frozenset[str]:
    if name in OF_STRINGS:
        return frozenset({"text", "moment"})
    return frozenset({"number"}) if name in OF_NUMBERS else ANY_SORT


def _given(name: str, base: Types, given: list[Types]) -> Types:
    if name == "iif":
        return _union(given[1:])
    if name in {"union", "combine"}:
        return _union([base, *given])
    if name in {"select", "repeat"}:
        return given[0]
    return BOOLEAN if name in EXACT.answering or name == "not" else gives(name)


def _calculated(node: Binary, left: Types, right: Types) -> Types:
    one, other = sorts_of(left), sorts_of(right)
    if node.operator in _ORDER:
        together = (one | (_AMOUNTS if one & _AMOUNTS else frozenset())) & other
        if together <= {"boolean", "object"}:
            raise NotFHIRPath(f"{_said(left)} and {_said(right)} have no order.", node.at)
        return BOOLEAN
    if node.operator == "&":
        return STRING
    is_sum = node.operator in {"+", "-"}
    fits = (
        (one & _AMOUNTS and other & _AMOUNTS)
        or (is_sum and "moment" in one and "quantity" in other)
        or (node.operator == "+" and "text" in one and "text" in other)
    )
    if not fits:
        raise NotFHIRPath(f"{node.operator} is not for {_said(left)} and {_said(right)}.", node.at)
    return left if is_sum and left == right else None


def _union(given: list[Types]) -> Types:
    found: frozenset[str] = frozenset()
    for one in given:
        if one is None:
            return None
        found |= one
    return found


def _related(kind: str, name: str) -> bool:
    return is_made_from(kind, name) or is_made_from(name, kind)


def _said(types: Types) -> str:
    if not types:
        return "nothing"
    some = sorted(types)[:3]
    return " or ".join([*some, "others"] if len(types) > len(some) else some)
