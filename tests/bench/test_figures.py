"""From tallies to figures."""

import json
import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.database import Sizes
from bench.figures import Figure, Run, figure, percentile
from bench.pairs import Pair
from bench.report import pair_lines, saved


def a_run(rate: float, **errors: int) -> Run:
    return Run(rate, 1.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, Counter(errors))


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_a_value_that_the_share_does_not_exceed(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= math.floor(len(values) * share)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100)])
def test_of_a_hundred_values_the_share_is_the_place(share: float, expected: int) -> None:
    assert percentile(range(1, 101), share) == expected


def test_nothing_has_no_percentile() -> None:
    assert math.isnan(percentile([], 0.5))


def test_the_median_counts_and_errors_add_up() -> None:
    found = figure("read", 4, [a_run(100, late=1), a_run(300), a_run(200, late=2)])

    assert found.median.rate == 200
    assert found.noise == 1.0
    assert found.median.errors == {"late": 3}


def test_of_pairs_the_median_ratio_counts_and_the_quartiles_stand_beside_it() -> None:
    pair = Pair(
        figure("read", 1, [a_run(100)]),
        figure("read", 1, [a_run(90, late=2)]),
        [0.9, 2.0, 0.8, 1.0],
    )

    _, before, after, wrong = pair_lines([pair])

    assert before.split()[:3] == ["read", "1", "100"]
    assert after.split()[:3] == ["read", "1", "90"]
    assert after.endswith("x0.950 (0.800 to 1.000)")
    assert wrong == "  error: late (2)"


def test_what_is_kept_says_what_went_wrong_and_how_often(tmp_path: Path) -> None:
    run = Run(1.0, 1.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, Counter({"status 405": 5}))

    kept = saved(tmp_path, {"at": "12:00"}, Sizes(1, 2, [], []), [Figure("read", 1, run, 0.1, 3)])

    assert json.loads(kept.read_text())["figures"][0]["median"]["errors"] == {"status 405": 5}
