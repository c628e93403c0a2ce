"""Every STU3 fixture that is at hand converts, and comes back but for what is told."""

from pathlib import Path

import pytest

from profiles.check.structure import check_structure
from profiles.stu3 import to_r4, to_stu3
from profiles.text.parse import parse
from tests.plugins.shared_data import shared_data
from tests.profiles.stu3.comparing import plain

LOST = {
    "09-ta-np-notification-task.json": ["Task.requester.onBehalfOf"],
    "10-task-requested-with-routing.json": ["Task.requester.onBehalfOf"],
}
"""What is told of each; of what is not named nothing is."""


def fixtures() -> list[Path]:
    return sorted(shared_data("transfer", "stu3").glob("*.json"))


@pytest.mark.parametrize("index", range(10))
def test_each_is_valid_r4_with_the_listed_losses_and_comes_back(index: int) -> None:
    path = fixtures()[index]
    tree = parse(path.read_bytes())

    made = to_r4(tree)

    assert check_structure(made.resource) == []
    assert [one.expression for one in made.lost] == LOST.get(path.name, [])
    assert plain(to_stu3(made.resource).resource) == plain(tree)


def test_no_fixture_is_left_out() -> None:
    assert len(fixtures()) == len(range(10))
