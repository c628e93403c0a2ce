"""What holds of every expression, of every condition and of every amount of time."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.fhirpath import Environment, compile_invariant, compile_path
from profiles.fhirpath.parser import parse_expression
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
    This,
    TypeOperator,
    Variable,
)

NAMES = st.sampled_from(["name", "given", "is", "contains", "div", "a b", "é`\\"])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(
        Literal, st.one_of(st.none(), st.booleans(), st.integers(0, 99), st.text(max_size=4))
    ),
    st.builds(Literal, st.decimals(0, 99, places=2)),
    st.builds(Moment, st.sampled_from(["2020", "2020-02T", "2020-02-03T04:05:06.7Z", "T04:05"])),
    st.builds(Quantity, st.just("4.0"), st.just("mg")),
    st.just(Quantity("4", "days", is_calendar=True)),
    st.builds(Variable, NAMES),
    st.just(This()),
    st.builds(Member, NAMES),
)
OPERATORS = [
    "implies",
    "or",
    "xor",
    "and",
    "in",
    "contains",
    "=",
    "~",
    "!=",
    "!~",
    "<=",
    "<",
    ">",
    ">=",
    "|",
    "+",
    "-",
    "&",
    "*",
    "/",
    "div",
    "mod",
]


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Expressions made of others."""
    calls = st.builds(Call, NAMES, st.lists(inner, max_size=2).map(tuple))
    return st.one_of(
        calls,
        st.builds(Chain, inner, st.one_of(st.builds(Member, NAMES), calls)),
        st.builds(Index, inner, inner),
        st.builds(Negative, inner),
        st.builds(Binary, st.sampled_from(OPERATORS), inner, inner),
        st.builds(TypeOperator, st.sampled_from(["is", "as"]), inner, st.just("FHIR.code")),
    )


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=12)


def quoted(text: str, mark: str) -> str:
    return mark + text.replace("\\", "\\\\").replace(mark, "\\" + mark) + mark


def printed(node: Any) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each kind
    """The expression as it may be written, everything in brackets."""
    match node:
        case Literal(value=None):
            return "{}"
        case Literal(value=bool() as value):
            return str(value).lower()
        case Literal(value=str() as value):
            return quoted(value, "'")
        case Literal(value=value):
            return str(value)
        case Moment(text=text):
            return f"@{text}"
        case Quantity():
            return f"{node.number} {node.unit if node.is_calendar else quoted(node.unit, chr(39))}"
        case Variable(name=name):
            return "%" + quoted(name, "`")
        case This():
            return "$this"
        case Member(name=name):
            return quoted(name, "`")
        case Call(name=name, arguments=arguments):
            return f"{quoted(name, '`')}({', '.join(map(printed, arguments))})"
        case Chain():
            return f"({printed(node.base)}).{printed(node.step)}"
        case Index():
            return f"({printed(node.base)})[{printed(node.index)}]"
        case Negative():
            return f"-({printed(node.operand)})"
        case Binary():
            return f"({printed(node.left)}) {node.operator} ({printed(node.right)})"
        case _:
            return f"({printed(node.operand)}) {node.operator} {node.type}"


@given(EXPRESSIONS)
def test_what_is_printed_is_read_as_it_was(node: Node) -> None:
    assert parse_expression(printed(node)) == node


Truth = bool | None
TRUTHS = {"true": True, "false": False, "{}": None}


def conjunction(one: Truth, other: Truth) -> Truth:
    return False if False in (one, other) else None if None in (one, other) else True


def opposite(one: Truth) -> Truth:
    return None if one is None else not one


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_conditions_have_three_values(left: str, right: str) -> None:
    one, other = TRUTHS[left], TRUTHS[right]
    disjunction = opposite(conjunction(opposite(one), opposite(other)))
    implied = opposite(conjunction(one, opposite(other)))
    either = None if None in (one, other) else one is not other
    for operator, answer in (
        ("and", conjunction(one, other)),
        ("or", disjunction),
        ("xor", either),
        ("implies", implied),
    ):
        text = f"{left} {operator} {right}"
        found = [each.value for each in compile_path(text).found({})]
        assert found == ([] if answer is None else [answer]), text
        assert compile_invariant(text).holds({}, Environment({})) is (answer is not False)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-10_000, 10_000))  # noqa: DTZ001 - made aware below
def test_time_added_is_the_time_between(start: datetime, minutes: int) -> None:
    begun = start.replace(tzinfo=UTC, microsecond=0)
    text = (
        f"@{begun.isoformat()} + ({minutes} minutes)"
        if minutes >= 0
        else (f"@{begun.isoformat()} - ({-minutes} minutes)")
    )
    end = (begun + timedelta(minutes=minutes)).isoformat()
    assert [str(each.value) for each in compile_path(text).found({})] == [end]


@given(st.decimals(1, 10_000, places=3), st.sampled_from(["mg", "kg", "ug", "g", "[lb_av]", "t"]))
def test_a_quantity_is_itself_in_any_unit(number: Decimal, unit: str) -> None:
    for other in ("g", "kg", "mg"):
        text = f"({number} '{unit}').toQuantity('{other}') ~ {number} '{unit}'"
        assert [each.value for each in compile_path(text).found({})] == [True]
