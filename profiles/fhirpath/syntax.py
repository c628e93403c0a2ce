"""What a FHIRPath expression is made of, once it is parsed.

https://hl7.org/fhirpath/N1/#expressions
"""

from dataclasses import dataclass
from decimal import Decimal


class NotFHIRPath(ValueError):
    """The text is no expression of the language."""


class Unsupported(ValueError):
    """The expression uses what is not compiled here."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant; None is the empty collection."""

    value: bool | int | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, time or dateTime constant, without its @."""

    text: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit."""

    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class Variable:
    """`%name`."""

    name: str


@dataclass(frozen=True, slots=True)
class This:
    """`$this`."""


@dataclass(frozen=True, slots=True)
class Running:
    """`$index` or `$total`."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A child by name, or the name of a type."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments, none of them evaluated yet."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """`base.step`."""

    base: "Node"
    step: Member | Call


@dataclass(frozen=True, slots=True)
class Index:
    """`base[index]`."""

    base: "Node"
    index: "Node"


@dataclass(frozen=True, slots=True)
class Negative:
    """`-operand`."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two expressions."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class TypeOperator:
    """`operand is type` or `operand as type`."""

    operator: str
    operand: "Node"
    type: str


Node = (
    Literal
    | Moment
    | Quantity
    | Variable
    | This
    | Running
    | Member
    | Call
    | Chain
    | Index
    | Negative
    | Binary
    | TypeOperator
)
