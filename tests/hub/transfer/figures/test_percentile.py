"""A percentile is a value that there was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.figures.percentile import percentile

VALUES = st.lists(st.integers(-100, 100), min_size=1, max_size=40)


@given(VALUES, st.integers(0, 100))
def test_it_is_the_smallest_of_which_so_many_are_not_greater(
    values: list[int], percent: int
) -> None:
    found = percentile(values, percent)

    reach = [one for one in values if sum(v <= one for v in values) * 100 >= percent * len(values)]
    assert found == min(reach)
    assert min(values) <= found <= max(values)


def test_nothing_has_none() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)
