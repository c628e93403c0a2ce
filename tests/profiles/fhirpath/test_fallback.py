"""What the closures do not know is asked of fhirpathpy, on small trees and without surprises."""

import pytest

from profiles.fhirpath import Environment, compile_invariant

NODE = {"resourceType": "Basic", "item": ["a", "b"], "ref": {"reference": "#x"}, "n": [1, 2]}


def holds(expression: str) -> bool | None:
    environment = Environment(NODE, resolve={"#x": {"resourceType": "Patient"}}.get)
    return compile_invariant(expression).holds(NODE, environment)


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("n.aggregate($this + $total, 0) = 3", True),
        ("n.aggregate($this + $total, 0) = 4", False),
        ("item.where($index = 1) = 'b'", True),
        ("(2 days = 3 days) = false", True),
        ("item.join('-').hasValue() and n.aggregate($this + $total, 0) = 3", True),
        ("item.join('-').matches('^a-b$') and n.aggregate($this + $total, 0) = 3", True),
        ("item.join('-').matches('^b') and n.aggregate($this + $total, 0) = 3", False),
        ("ref.resolve().exists() and n.aggregate($this + $total, 0) = 3", True),
        ("item.suffix.where($index = 0)", True),
    ],
)
def test_the_interpreter_answers(expression: str, answer: bool) -> None:  # noqa: FBT001 - a row
    assert not compile_invariant(expression).is_compiled
    assert holds(expression) is answer


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "(",
        "a b",
        "name.",
        "item.nonsense()",
        "item.where()",
        "item.where(",
        "item['x",
        "#",
        "%nobody = 1",
        "item is NoType",
        "item.ofType(1 + 1)",
        "extension(item)",
        "$index = $total",
        "{x}",
        "and = 1",
        "text.`div`.htmlChecks()",
        "now() > @2020-01-01",
        "today() > @2020-01-01",
        "item.first().replaceMatches('a', 'b') = 'b'",
        "item.join('-').matches('(?=a)') and n.aggregate($this + $total, 0) = 3",
        "(" * 5000 + "a" + ")" * 5000,
        "a" + " and a" * 10_000,
        "n.aggregate($this + $total, 0) = 3" + " " * 5000,
    ],
    ids=lambda text: text[:30],
)
def test_what_neither_can_answer_is_not_told(expression: str) -> None:
    assert holds(expression) is None


def test_a_companion_reaches_the_interpreter() -> None:
    beside = {"extension": [{"url": "x", "valueString": "y"}]}
    environment = Environment(NODE)
    text = "hasValue() and extension('x').exists() and (1 | 2).aggregate($this + $total, 0) = 3"
    assert not compile_invariant(text).is_compiled
    assert compile_invariant(text).holds("a", environment, beside) is True
    assert compile_invariant(text).holds(None, environment, beside) is False


@pytest.mark.parametrize(
    "node",
    [{"n": [1] * 3000}, {"n": {f"a{index}": 1 for index in range(3000)}}, {"n": "x" * 10**6}],
)
def test_a_large_tree_is_kept_from_the_interpreter(node: object) -> None:
    assert compile_invariant("n.aggregate($this, 0) > 0").holds(node, Environment(node)) is None


def test_the_interpreter_is_asked_a_hundred_times_for_a_resource_and_no_more() -> None:
    environment = Environment(NODE)
    asked = [
        compile_invariant("n.aggregate($this + $total, 0) = 3").holds(NODE, environment)
        for _ in range(101)
    ]
    assert asked == [*[True] * 100, None]
