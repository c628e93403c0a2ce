"""What a FHIRPath expression is made of, once it is parsed.

https://hl7.org/fhirpath/N1/#expressions
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

_NAME = re.compile(r"(?:[A-Za-z]{1,40}\.)?[A-Za-z]{1,40}\d?")


class NotFHIRPath(ValueError):
    """The text is no expression of the language, or can't mean anything; `at` counts from 1."""

    def __init__(self, text: str, at: int = 0) -> None:
        super().__init__(f"At character {at}: {text}" if at else text)
        self.at = at


def speakable(text: str, otherwise: str = "of that name") -> str:
    """What a refusal repeats of an expression: names alone, so that it tells nothing of anybody."""
    return text if _NAME.fullmatch(text) else otherwise


class Unsupported(ValueError):
    """The quick closures, which know no types, can't do what the expression asks."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant; None is the empty collection."""

    value: bool | int | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, time or dateTime constant, without its @."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit, of UCUM or of the calendar."""

    number: str
    unit: str
    is_calendar: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """`%name`."""

    name: str
    at: int = field(default=0, compare=False)


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
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments, none of them evaluated yet."""

    name: str
    arguments: tuple["Node", ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """`base.step`."""

    base: "Node"
    step: Member | Call | This | Running


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
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TypeOperator:
    """`operand is type` or `operand as type`."""

    operator: str
    operand: "Node"
    type: str
    at: int = field(default=0, compare=False)


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
