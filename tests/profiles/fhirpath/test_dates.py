"""Moments are compared as far as both are precise, and told empty beyond.

https://hl7.org/fhirpath/N1/#comparison
"""

import pytest

from profiles.fhirpath import Environment, compile_invariant


def judged(one: str, operator: str, other: str) -> bool | None:
    node = {"start": one, "end": other}
    text = f"iif((start {operator} end).empty(), 'empty', start {operator} end) = 'empty'"
    if compile_invariant(text).holds(node, Environment(node)):
        return None
    return compile_invariant(f"start {operator} end").holds(node, Environment(node))


@pytest.mark.parametrize(
    ("one", "operator", "other", "answer"),
    [
        ("2020-01-01", "<=", "2020-01-02", True),
        ("2020-01-02", "<=", "2020-01-01", False),
        ("2020-01", "<", "2020-02-01", True),
        ("2020-01", "<=", "2020-01-05", None),
        ("2020", "<", "2021-01-01", True),
        ("2020", ">", "2020-01-01", None),
        ("2020-01-01T10:00:00Z", "=", "2020-01-01T11:00:00+01:00", True),
        ("2020-01-01T10:00:00Z", "<", "2020-01-01T10:00:00+01:00", False),
        ("2020-01-01T23:30:00-01:00", ">", "2020-01-02T00:00:00Z", True),
        ("2020-01-01T10:00:00.5Z", ">", "2020-01-01T10:00:00Z", True),
        ("10:00:00", "<", "11:00:00", True),
        ("2020-01-01", "=", "2020-01-01T10:00:00Z", None),
        ("2020-01-01", "!=", "2020-01-02", True),
        ("9999-12-31T23:59:59-14:00", ">", "2020-01-01T00:00:00Z", True),
        ("2020-13-45T99:99:99Z", ">", "2019-01-01T00:00:00+01:00", True),
        ("b", ">", "a", True),
    ],
)
def test_two_moments(one: str, operator: str, other: str, answer: bool | None) -> None:  # noqa: FBT001 - a row
    assert judged(one, operator, other) is answer


@pytest.mark.parametrize(
    "expression",
    [
        "start = @2020-01-01",
        "start < @2020-02",
        "start < @2020-02-01T10:00:00Z",
        "@T10:00:00 < @T11:00:00",
    ],
)
def test_moments_may_be_written_in_expressions(expression: str) -> None:
    node = {"start": "2020-01-01"}
    assert compile_invariant(expression).is_compiled
    assert compile_invariant(expression).holds(node, Environment(node)) is True


def test_quantities_of_one_unit_have_an_order() -> None:
    text = "low <= high"
    kg = {"system": "http://unitsofmeasure.org", "code": "kg"}
    up = {"low": {"value": 1, **kg}, "high": {"value": 2, **kg}}
    down = {"low": up["high"], "high": up["low"]}
    other = {"low": up["high"], "high": {"value": 1, "unit": "pond"}}
    verdicts = [compile_invariant(text).holds(one, Environment(one)) for one in (up, down, other)]
    assert verdicts == [True, False, True]
    assert compile_invariant(text).holds({"low": {}, "high": {}}, Environment({})) is None
