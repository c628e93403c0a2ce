"""What the quick closures do not know is judged with the types of all elements, in bounded time."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from profiles.fhirpath import (
    Environment,
    NotEvaluated,
    NotFHIRPath,
    compile_invariant,
    compile_path,
)
from profiles.fhirpath.units import measure

NODE = {"resourceType": "Thing", "item": ["a", "b"], "ref": {"reference": "#x"}, "n": [1, 2]}
PERSON = {"resourceType": "Person", "birthDate": "1950-01-02", "active": True}


def holds(expression: str, node: Any = NODE, kind: str = "") -> bool | None:
    environment = Environment(node, resolve={"#x": {"resourceType": "Patient"}}.get)
    return compile_invariant(expression, kind).holds(node, environment)


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("n.aggregate($this + $total, 0) = 3", True),
        ("n.aggregate($this + $total, 0) = 4", False),
        ("item.where($index = 1) = 'b'", True),
        ("(2 days = 3 days) = false", True),
        ("item.join('-').matches('^a-b$')", True),
        ("ref.resolve().type().name = 'Patient'", True),
        ("item.first().replaceMatches('a', 'b') = 'b'", True),
        ("$this.type().name = 'Thing'", True),
        ("$this.type().name = 'Patient'", False),
        ("extension(item.first()).empty()", True),
        ("{}.type().name = 'date'", True),
    ],
)
def test_it_answers(expression: str, answer: bool) -> None:  # noqa: FBT001 - a row
    assert holds(expression) is answer


def test_the_type_of_an_element_may_be_told_beforehand() -> None:
    repeat = {"count": 2, "boundsDuration": {"value": 1, "unit": "d"}}
    text = "count.type().name = 'positiveInt' and bounds is Quantity"
    assert holds(text, repeat, "Timing.repeat") is True
    assert holds(text, repeat) is None


def test_the_clock_stands_still_while_a_resource_is_judged() -> None:
    environment = Environment(PERSON, moment=datetime(2020, 5, 6, 7, 8, 9, tzinfo=UTC))
    for text in (
        "now() = @2020-05-06T07:08:09.000Z",
        "today() = @2020-05-06",
        "timeOfDay() = @T07:08:09.000",
        "birthDate + 70 years < today()",
    ):
        assert compile_invariant(text).holds(PERSON, environment) is True
    assert Environment(PERSON).now().year > 2000
    around = Environment(PERSON)
    assert around.now() is around.now()


@pytest.mark.parametrize(
    ("expression", "at"),
    [
        ("", 1),
        ("(", 2),
        ("a b", 3),
        ("name.", 6),
        ("item.nonsense()", 6),
        ("item.where()", 6),
        ("item.where(", 12),
        ("item['x", 6),
        ("#", 1),
        ("%nobody = 1", 1),
        ("item is NoType", 6),
        ("item.ofType(1 + 1)", 6),
        ("{x}", 2),
        ("and = 1", 1),
        ("@2020-02-30 = 1", 1),
        ("1 + @2020-02-30.type()", 5),
    ],
)
def test_what_is_no_expression_is_refused_where_it_breaks(expression: str, at: int) -> None:
    assert holds(expression) is None
    assert not compile_invariant(expression).is_compiled
    with pytest.raises(NotFHIRPath) as refusal:
        compile_path(expression)
    assert refusal.value.at == at


@pytest.mark.parametrize(
    "expression",
    [
        "text.`div`.htmlChecks() and item.first().htmlChecks()",
        "conformsTo('http://example.org/profile')",
        "item.join('-').matches('(?=a)')",
        "item.first().replaceMatches('(a+)+', 'b') = 'b'",
        "item.first().replaceMatches('[', 'b') = 'b'",
        f"'{'a' * 3000}'.replaceMatches('a*a*b', '') = ''",
        "item.first().replaceMatches('a', '$7') = 'b'",
        "item.type().name = 'string'",
        "item.first() is string",
        "n.single() > 0 and $this.type().exists()",
        "10.5.power(10000000) > 0",
        "(" * 5000 + "a" + ")" * 5000,
        "a" + " and a" * 10_000,
    ],
    ids=lambda text: text[:30],
)
def test_what_can_not_be_answered_is_not_told(expression: str) -> None:
    assert holds(expression) is None


def test_what_the_environment_knows_is_asked_of_it() -> None:
    around = Environment(
        NODE, conforms=lambda _, profile: profile == "a", html=lambda text: text == "a"
    )
    for text, answer in (
        ("conformsTo('a')", True),
        ("conformsTo('b')", False),
        ("item[0].htmlChecks()", True),
        ("item[1].htmlChecks()", False),
    ):
        assert compile_invariant(text).holds(NODE, around) is answer


def test_an_invariant_may_ask_as_of_many_as_those_of_r4_do() -> None:
    text = "%resource.descendants().as(date).count() = 1 and descendants().as(boolean).exists()"
    assert holds(text, PERSON) is True
    with pytest.raises(NotEvaluated):
        compile_path("descendants().as(date)").found(PERSON)


def test_a_companion_has_types_too() -> None:
    beside = {"extension": [{"url": "x", "valueString": "y"}]}
    around = Environment(NODE)
    text = "hasValue() and extension('x').value.type().name = 'string'"
    assert compile_invariant(text).holds("a", around, beside) is True
    assert compile_invariant(text).holds(None, around, beside) is False


@pytest.mark.parametrize(
    "expression",
    [
        "n.all(%resource.descendants().type().exists())",
        "n.aggregate($total | $this) = 1 and type().exists()",
        "n.select(%resource.n.sort(-$this)).count() = 0",
        "n.where($index = %resource.n.count()).type().exists()",
        "(n ~ n.sort(-$this)) and type().exists()",
        "n.join('').replaceMatches('1*1', '') = ''",
    ],
)
def test_work_that_grows_with_the_square_is_given_up(expression: str) -> None:
    node = {"resourceType": "Thing", "n": [*range(20_000)]}
    environment = Environment(node)
    start = time.thread_time()
    compile_invariant(expression).holds(node, environment)
    assert time.thread_time() - start < 6


def test_what_exact_work_costs_is_counted_with_the_rest() -> None:
    environment = Environment(NODE, left=10)
    assert compile_invariant("descendants().type().exists()").holds(NODE, environment) is None
    assert environment.left < 0
    assert compile_invariant("children().exists()").holds(NODE, environment) is None


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("name.first(", "At character 12: The expression breaks off here."),
        ("name 999999011", "At character 6: This can't stand here."),
        ("name.'Jansen'", "At character 6: This can't stand here."),
        ("name first", "At character 6: first can't stand here."),
        ("name.frist()", "At character 6: There is no function frist."),
        ("name.`999999011`()", "At character 6: There is no function of that name."),
        ("given", "At character 1: Patient has no element given."),
        ("name.given1", "At character 6: HumanName has no element given1."),
        ("name.`999999011`", "At character 6: HumanName has no element of that name."),
        ("name is Name", "At character 6: R4 has no type Name."),
        ("birthDate < 1", "At character 11: date and System.Integer have no order."),
    ],
)
def test_a_refusal_says_where_and_why_and_repeats_names_alone(expression: str, said: str) -> None:
    with pytest.raises(NotFHIRPath) as refusal:
        compile_path(expression, "Patient")
    assert str(refusal.value) == said


def test_what_has_no_answer_raises_one_error_alone() -> None:
    for text in ("10.5.power(10000000)", "(1 | 2).single()", "item.sort($this.single())"):
        with pytest.raises(NotEvaluated):
            compile_path(text).found({"item": ["a", 1]})
    with pytest.raises(NotEvaluated):
        compile_path("n.sort(-$this)").found(NODE, Environment(NODE, left=5))


@pytest.mark.parametrize(
    ("quantity", "expression", "answer"),
    [
        ({"unit": "mg"}, "$this = 5 'mg'", True),
        ({"unit": "mg", "system": "http://example.org", "code": "mg"}, "$this = 5 'mg'", False),
        ({"unit": "mg", "system": "http://example.org", "code": "mg"}, "$this > 4 'mg'", None),
        ({"code": "mg", "system": "http://unitsofmeasure.org"}, "$this > 4 'mg'", True),
        ({"code": "d", "system": "http://unitsofmeasure.org"}, "$this = 5 days", True),
        ({"code": "mg", "system": "http://unitsofmeasure.org", "comparator": "<"},
         "$this > 4 'mg'", None),
    ],
)  # fmt: skip
def test_a_quantity_of_fhir_is_one_if_its_unit_is_known(
    quantity: dict[str, str],
    expression: str,
    answer: bool | None,  # noqa: FBT001 - a row
) -> None:
    node = {"value": 5, **quantity}
    assert compile_invariant(expression, "Quantity").holds(node, Environment(node)) is answer


def test_a_unit_that_is_too_long_is_not_known() -> None:
    assert measure("m.m") is not None
    assert measure("m." * 40 + "m") is None
