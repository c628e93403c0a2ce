"""The table of STU3 is what the typed models of STU3 say."""

from importlib.resources import files

import pytest

from profiles.r4 import tables
from profiles.stu3.condense import condensed
from profiles.stu3.covered import RESOURCES
from profiles.stu3.release import stu3


def test_it_is_drawn_from_the_models_that_are_installed() -> None:
    shipped = files("profiles.stu3").joinpath("elements.tsv").read_text("utf-8")

    assert shipped == condensed()


@pytest.mark.parametrize("kind", sorted(RESOURCES))
def test_every_type_that_is_converted_is_in_both_releases(kind: str) -> None:
    assert stu3().table.elements(kind)
    assert tables.elements(kind)
