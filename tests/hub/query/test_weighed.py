"""What is kept from look to look is made anew where it is otherwise, and bounded."""

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

import pytest

from hub.query import weighed
from hub.query.weighed import Led, Weights
from hub.transfer.case import Case
from tests.hub.transfer.cases import matching

ONE, OTHER, THIRD = (UUID(int=number) for number in (1, 2, 3))
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def test_a_case_is_made_anew_where_anything_of_it_is_otherwise() -> None:
    weights, made = Weights(), Counter[str]()

    def make(why: str) -> Case:
        made[why] += 1
        return matching()

    first = weights.case(ONE, ("received", NOW), lambda: make("first"))
    again = weights.case(ONE, ("received", NOW), lambda: make("again"))
    after = weights.case(ONE, ("accepted", NOW), lambda: make("after"))

    assert made == {"first": 1, "after": 1}
    assert again is first
    assert isinstance(after, Led)
    assert after.step
    assert after.step.what == "find-candidates"


def test_the_cases_that_were_looked_at_last_are_kept_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weighed, "MOST", 2)
    weights = Weights()
    for name in (ONE, OTHER, ONE, THIRD):
        weights.case(name, (), matching)

    assert list(weights.led) == [ONE, THIRD]
